import { isRegctlError } from '../../core/errors.ts';
import { dsMatches } from '../../core/dnssec.ts';
import { absoluteName, type DomainName } from '../../core/names.ts';
import { equalRdata, normalizeRRset, type Rdata, type RRset, type RRTypeName } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer, DnsResolver } from '../../ports/dns-resolver.ts';

/** Milliseconds for one question. */
const QUESTION_TIMEOUT_MS = 5_000;
/** Questions to one server at a time. */
const PARALLEL_QUESTIONS = 16;

/** Types that no server answers as they are written, or that differ between servers by their nature. */
const NOT_COMPARED: readonly RRTypeName[] = ['SOA', 'NATIVE', 'ALIAS', 'ANAME', 'DNSKEY', 'CDS', 'CDNSKEY'];

/** One way in which a name server does not do what a delegation to it needs. */
export interface DelegationFault {
  readonly server: DomainName;
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly kind: 'unreachable' | 'lame' | 'differs' | 'ds';
  readonly message: string;
}

export interface DelegationCheck {
  readonly servers: readonly DomainName[];
  /** RRsets that every server was asked for. */
  readonly asked: number;
  readonly faults: readonly DelegationFault[];
}

export interface VerifyDelegation {
  readonly name: DomainName;
  readonly nameservers: readonly NameserverAddress[];
  /** What must be served, whole; SOA and apex NS may differ. */
  readonly rrsets: readonly RRset[];
  /** DS RDATA at the parent. */
  readonly ds: readonly Rdata[];
}

/**
 * Asks each name server, authoritatively, for every RRset of a zone, and for the keys that the parent's DS points to.
 * A server that does not answer, answers without authority (lame), or answers something else is a fault.
 */
export async function verifyDelegation(
  resolver: DnsResolver,
  input: VerifyDelegation,
  signal?: AbortSignal,
): Promise<DelegationCheck> {
  const compared = input.rrsets.filter(
    (rrset) => !NOT_COMPARED.includes(rrset.type) && !(rrset.type === 'NS' && rrset.name === '@'),
  );
  const faults = await Promise.all(
    input.nameservers.map((server) => verifyServer(resolver, server, { ...input, rrsets: compared }, signal)),
  );
  return {
    servers: input.nameservers.map((server) => server.name),
    asked: compared.length,
    faults: faults.flat(),
  };
}

async function verifyServer(
  resolver: DnsResolver,
  server: NameserverAddress,
  input: VerifyDelegation,
  signal: AbortSignal | undefined,
): Promise<DelegationFault[]> {
  const ask = (name: DomainName, type: RRTypeName): Promise<Answer | DelegationFault> =>
    askServer(resolver, server, { name, type }, signal);
  const apex = await ask(input.name, 'SOA');
  if ('kind' in apex) return [apex];
  if (
    !apex.authoritative ||
    apex.rcode !== 'NOERROR' ||
    !apex.records.some((record) => record.type === 'SOA')
  )
    return [lame(server, input.name, apex)];
  const faults: DelegationFault[] = [];
  for (let start = 0; start < input.rrsets.length; start += PARALLEL_QUESTIONS) {
    const part = input.rrsets.slice(start, start + PARALLEL_QUESTIONS);
    const found = await Promise.all(part.map((rrset) => compare(server, input.name, rrset, ask)));
    faults.push(...found.filter((fault) => fault !== undefined));
  }
  if (input.ds.length > 0) faults.push(...(await compareDs(server, input, ask)));
  return faults;
}

async function compare(
  server: NameserverAddress,
  zone: DomainName,
  rrset: RRset,
  ask: (name: DomainName, type: RRTypeName) => Promise<Answer | DelegationFault>,
): Promise<DelegationFault | undefined> {
  const name = absoluteName(rrset.name, zone).replace(/^\*/, 'regctl-wildcard-check');
  const answer = await ask(name, rrset.type);
  if ('kind' in answer) return answer;
  const isReferral = rrset.type === 'NS' && !answer.authoritative;
  const records = isReferral ? answer.authority : answer.records;
  const rdata = records
    .filter((record) => record.type === rrset.type && record.name === name)
    .map((record) => record.rdata);
  if (!answer.authoritative && !isReferral) return lame(server, name, answer);
  const wanted = normalizeRRset({ ...rrset, rdata: rrset.rdata }).rdata;
  const given = rdata.length === 0 ? [] : normalizeRRset({ ...rrset, rdata }).rdata;
  if (equalRdata(given, wanted)) return undefined;
  const said = given.length === 0 ? `nothing (${answer.rcode})` : given.join(', ');
  return {
    server: server.name,
    name,
    type: rrset.type,
    kind: 'differs',
    message: `${server.name} answers ${said} for ${name} ${rrset.type}, and the zone has ${wanted.join(', ')}`,
  };
}

async function compareDs(
  server: NameserverAddress,
  { name, ds }: VerifyDelegation,
  ask: (name: DomainName, type: RRTypeName) => Promise<Answer | DelegationFault>,
): Promise<DelegationFault[]> {
  const answer = await ask(name, 'DNSKEY');
  if ('kind' in answer) return [answer];
  const keys = answer.records.filter((record) => record.type === 'DNSKEY').map((record) => record.rdata);
  if (ds.some((one) => dsMatches(name, one, keys))) return [];
  const held = keys.length === 0 ? 'serves no DNSKEY' : 'serves other keys';
  return [
    {
      server: server.name,
      name,
      type: 'DS',
      kind: 'ds',
      message: `${server.name} ${held}, and the parent's DS (${ds.join('; ')}) would make the domain bogus`,
    },
  ];
}

async function askServer(
  resolver: DnsResolver,
  server: NameserverAddress,
  question: { readonly name: DomainName; readonly type: RRTypeName },
  signal: AbortSignal | undefined,
): Promise<Answer | DelegationFault> {
  const options = { timeoutMs: QUESTION_TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) };
  try {
    return await resolver.ask(server, question, { ...options, transport: 'udp' });
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    return {
      server: server.name,
      ...question,
      kind: 'unreachable',
      message: `${server.name} does not answer (${error.reason ?? error.message})`,
    };
  }
}

function lame(server: NameserverAddress, name: DomainName, answer: Answer): DelegationFault {
  return {
    server: server.name,
    name,
    type: 'SOA',
    kind: 'lame',
    message: `${server.name} is not authoritative for ${name} (it answers ${answer.rcode}${answer.authoritative ? '' : ' without authority'})`,
  };
}
