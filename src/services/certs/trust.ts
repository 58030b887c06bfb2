import { dsMatches } from '../../core/dnssec.ts';
import { isRegctlError } from '../../core/errors.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer } from '../../ports/dns-resolver.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { isJudged, signatureFault } from './signatures.ts';

/** Milliseconds for one question. */
const QUESTION_TIMEOUT_MS = 3_000;
/** Zone cuts above one name; there are two or three. */
const MAX_CUTS = 8;

/** A zone, its parent, and the servers that the parent sends the world to. */
export interface Cut {
  readonly zone: DomainName;
  readonly parent: DomainName;
  readonly nameservers: readonly NameserverAddress[];
}

/** Why no resolver that validates believes a zone. */
export interface Bogus {
  readonly zone: DomainName;
  /** One sentence for each name server. */
  readonly faults: readonly string[];
}

/**
 * Looks whether the answers at a name would be believed by a resolver that validates (RFC 4035 §5), as those of CAs must: for each cut from the top down, the DS at the
 * parent, the keys and their signature, and the signature of the zone's SOA. Below a cut without DS nothing is signed that counts. What cannot be asked is not judged.
 */
export async function findBogus(
  deps: Pick<CertDeps, 'resolver' | 'clock'>,
  name: DomainName,
  call: CertCall,
): Promise<Bogus | undefined> {
  for (const cut of (await cutsAbove(deps, name, call)).toReversed()) {
    const ds = await dsOfCut(deps, cut, call);
    // Of a DS in algorithms that a resolver does not know, the zone counts as unsigned (RFC 4035 §5.2).
    const judged = ds?.filter((one) => isJudged(Number(one.split(' ')[1])));
    if (judged === undefined || judged.length === 0) return undefined;
    const faults = await Promise.all(
      cut.nameservers.map((server) => faultOf(deps, cut, server, judged, call)),
    );
    const seen = faults.filter((fault) => fault !== undefined);
    // One server that is believed is enough: resolvers ask the next after a bogus answer.
    if (seen.length > 0 && seen.every((fault) => fault !== 'none')) return { zone: cut.zone, faults: seen };
  }
  return undefined;
}

/** The cuts above a name, the lowest first, but for those of top-level domains. */
async function cutsAbove(
  { resolver }: Pick<CertDeps, 'resolver'>,
  name: DomainName,
  { signal }: CertCall,
): Promise<readonly Cut[]> {
  const cuts: Cut[] = [];
  for (let at = name; at.includes('.') && cuts.length < MAX_CUTS;) {
    const found = await resolver.delegation(at, signal);
    if (found !== undefined) cuts.push({ zone: at, ...found });
    at = found?.parent ?? parentName(at) ?? '';
  }
  return cuts;
}

/** The DS that the parent's servers give; undefined where none of them can be asked. */
async function dsOfCut(
  deps: Pick<CertDeps, 'resolver'>,
  { zone, parent }: Cut,
  call: CertCall,
): Promise<readonly Rdata[] | undefined> {
  const above = await deps.resolver.delegation(parent, call.signal);
  for (const server of above?.nameservers ?? []) {
    const answer = await askSigned(deps, server, { name: zone, type: 'DS' }, call);
    if (answer?.rcode === 'NOERROR' && answer.authoritative) return rdataOf(answer, zone, 'DS');
  }
  return undefined;
}

/** What is wrong with the keys and signatures of one server, `none` when nothing is; undefined where it does not answer. */
async function faultOf(
  deps: Pick<CertDeps, 'resolver' | 'clock'>,
  { zone, parent }: Cut,
  server: NameserverAddress,
  ds: readonly Rdata[],
  call: CertCall,
): Promise<string | undefined> {
  const [keysAnswer, soaAnswer] = await Promise.all([
    askSigned(deps, server, { name: zone, type: 'DNSKEY' }, call),
    askSigned(deps, server, { name: zone, type: 'SOA' }, call),
  ]);
  if (keysAnswer?.rcode !== 'NOERROR' || soaAnswer?.rcode !== 'NOERROR') return undefined;
  const now = deps.clock.now();
  const keys = rdataOf(keysAnswer, zone, 'DNSKEY');
  const trusted = keys.filter((key) => ds.some((one) => dsMatches(zone, one, [key])));
  if (trusted.length === 0)
    return `${server.name} serves ${keys.length === 0 ? 'no key' : 'no key that fits'}, and ${parent === '' ? 'the root' : parent} has DS ${ds.join('; ')}`;
  const set = (answer: Answer, type: RRTypeName): Parameters<typeof signatureFault>[0] => ({
    owner: zone,
    type,
    rdata: rdataOf(answer, zone, type),
    rrsigs: rdataOf(answer, zone, 'RRSIG'),
  });
  const [keysFault, soaFault] = await Promise.all([
    signatureFault(set(keysAnswer, 'DNSKEY'), trusted, now),
    signatureFault(set(soaAnswer, 'SOA'), keys, now),
  ]);
  if (keysFault !== undefined) return `the DNSKEY of ${zone} at ${server.name} ${keysFault}`;
  return soaFault === undefined ? 'none' : `the SOA of ${zone} at ${server.name} ${soaFault}`;
}

function rdataOf(answer: Answer, name: DomainName, type: RRTypeName): readonly Rdata[] {
  return answer.records
    .filter((record) => record.name === name && record.type === type)
    .map((record) => record.rdata);
}

/** Asks one server with signatures; undefined where it does not answer. */
async function askSigned(
  { resolver }: Pick<CertDeps, 'resolver'>,
  server: NameserverAddress,
  question: { readonly name: DomainName; readonly type: RRTypeName },
  { signal }: CertCall,
): Promise<Answer | undefined> {
  try {
    return await resolver.ask(server, question, {
      transport: 'udp',
      timeoutMs: QUESTION_TIMEOUT_MS,
      dnssecOk: true,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (isRegctlError(error, 'NETWORK', 'MALFORMED_MESSAGE', 'PERMISSION_MISSING')) return undefined;
    throw error;
  }
}
