import { provenByTraffic, type CustomerRecord } from '../../core/custom-hostname.ts';
import { isRegctlError } from '../../core/errors.ts';
import { isWithin, parseDomainName, type DomainName } from '../../core/names.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';
import { textOf } from '../../core/records/txt.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { LookupResult, Observation } from '../lookups/index.ts';
import type { HostnameCall, HostnameDeps, HostnameRef } from './deps.ts';
import { getHostname, type HostnameDetail } from './manage.ts';

/** One record that the customer sets, and what the DNS has in its place. */
export interface CheckedRecord extends CustomerRecord {
  /** `found`; `part` of the servers have it; `wrong`, another value is there; `missing`; `unseen`, nobody can tell from here. */
  readonly result: 'found' | 'part' | 'wrong' | 'missing' | 'unseen';
  /** What was seen, in words. */
  readonly seen: string;
}

export interface HostnameCheck extends Pick<
  HostnameDetail,
  'hostname' | 'zone' | 'account' | 'served' | 'status'
> {
  readonly certificateStatus: string | null;
  readonly records: readonly CheckedRecord[];
  /** Whether the DNS has all that is needed for each purpose. */
  readonly complete: boolean;
}

export interface CheckHostname extends HostnameRef {
  readonly servers?: readonly NameserverAddress[];
  readonly resolvers?: readonly string[];
}

/** What all that were asked say of one name and type; `value` in words, `isRight` per answer. */
type Verdict = Pick<CheckedRecord, 'result' | 'seen'>;

/** Aliases that are followed one after the other; a longer chain is a loop. */
const MAX_ALIASES = 8;

/** Asks the name servers of the customer for every record that is to be set, and says what they have. */
export async function checkHostname(
  deps: HostnameDeps,
  input: CheckHostname,
  call: HostnameCall = {},
): Promise<HostnameCheck> {
  const hostname = await getHostname(deps, input, call);
  const ask = (name: DomainName, type: RRTypeName): Promise<LookupResult> => {
    const { servers = [], resolvers = [] } = input;
    return deps.query({ name, type, servers, resolvers }, signalOf(call));
  };
  const inDns = hostname.records.filter(({ type }) => type !== 'HTTP');
  const records = await Promise.all(
    inDns.map(async (record) => ({ ...record, ...(await look(deps, ask, record, hostname.zone, call)) })),
  );
  return {
    hostname: hostname.hostname,
    zone: hostname.zone,
    account: hostname.account,
    served: hostname.served,
    status: hostname.status,
    certificateStatus: hostname.certificate?.status ?? null,
    records,
    complete: isComplete(hostname, records),
  };
}

type Ask = (name: DomainName, type: RRTypeName) => Promise<LookupResult>;

async function look(
  deps: HostnameDeps,
  ask: Ask,
  record: CustomerRecord,
  zone: DomainName,
  call: HostnameCall,
): Promise<Verdict> {
  try {
    switch (record.type) {
      case 'HTTP':
      case 'EMAIL':
        return { result: 'unseen', seen: 'no matter of the DNS: the mail of the authority must be answered' };
      case 'TXT':
        return await lookForText(ask, record);
      case 'CNAME':
        return await lookForAlias(deps, ask, record, zone, call);
    }
  } catch (error) {
    // A name below which nothing is delegated is an answer; a network that is down is none.
    if (!isRegctlError(error, 'ZONE_NOT_FOUND')) throw error;
    return { result: 'missing', seen: 'no name servers: no zone above the name is delegated' };
  }
}

async function lookForText(ask: Ask, { name, value }: CustomerRecord): Promise<Verdict> {
  let at = parseDomainName(name);
  const passed: string[] = [];
  for (let hop = 0; hop <= MAX_ALIASES; hop++) {
    const report = await ask(at, 'TXT');
    if (report.observations.some(({ rdata }) => rdata.length > 0)) {
      const verdict = judge(report.observations, (rdata) => textOf(rdata) === value);
      return { ...verdict, seen: [...passed, verdict.seen].join('; ') };
    }
    const alias = await aliasOf(ask, at);
    if (alias === undefined) return { ...judge(report.observations, () => false), ...withPassed(passed) };
    passed.push(`CNAME to ${alias}`);
    at = alias;
  }
  return { result: 'wrong', seen: `${passed.join('; ')}; the chain of CNAMEs has no end` };
}

/** A CNAME to any name of our zone leads here; one to the challenge's own target must be exact. */
async function lookForAlias(
  deps: HostnameDeps,
  ask: Ask,
  { name, value, purpose }: CustomerRecord,
  zone: DomainName,
  call: HostnameCall,
): Promise<Verdict> {
  const isRight = (target: DomainName): boolean =>
    target === value || (purpose === 'traffic' && isWithin(target, zone));
  let at = parseDomainName(name);
  const passed: string[] = [];
  for (let hop = 0; hop < MAX_ALIASES; hop++) {
    const report = await ask(at, 'CNAME');
    const verdict = judge(report.observations, (rdata) => isRight(parseDomainName(rdata)));
    if (verdict.result === 'found' || verdict.result === 'part' || verdict.result === 'unseen')
      return { ...verdict, seen: [...passed, verdict.seen].join('; ') };
    const alias = firstName(report.observations);
    if (alias === undefined)
      return purpose === 'traffic'
        ? lookForAddress(deps, ask, at, value, passed, call)
        : { ...verdict, ...withPassed(passed) };
    passed.push(`CNAME to ${alias}`);
    at = alias;
  }
  return { result: 'wrong', seen: `${passed.join('; ')}; the chain of CNAMEs has no end` };
}

/** Where a CNAME cannot stand, at an apex, DNS hosts answer with the addresses of its target. */
async function lookForAddress(
  deps: HostnameDeps,
  ask: Ask,
  at: DomainName,
  target: DomainName,
  passed: readonly string[],
  { signal }: HostnameCall,
): Promise<Verdict> {
  const { observations } = await ask(at, 'A');
  const addresses = [...new Set(observations.flatMap(({ rdata }) => rdata))];
  if (addresses.length === 0) {
    const verdict = judge(observations, () => false);
    return passed.length === 0 ? verdict : { result: 'wrong', seen: passed.join('; ') };
  }
  const own = (await deps.resolver.addresses(target, signal)).map((address) => address.replace(/:\d+$/, ''));
  const isSame = addresses.some((address) => own.includes(address));
  const seen = [...passed, `no CNAME, A ${addresses.join(', ')}`].join('; ');
  return isSame
    ? { result: 'found', seen: `${seen}, as ${target} has` }
    : { result: 'wrong', seen: `${seen}; ${target} has ${own.join(', ') || 'no address'}` };
}

/** Sums up what servers say: all that answer must have it. */
function judge(observations: readonly Observation[], isRight: (rdata: Rdata) => boolean): Verdict {
  const answers = observations.filter(({ error }) => error === null);
  if (answers.length === 0) {
    const [first] = observations;
    return { result: 'unseen', seen: `no server answers: ${first?.error?.message ?? 'none was asked'}` };
  }
  const right = answers.filter(({ rdata }) => rdata.some(isRight));
  const values = [...new Set(answers.flatMap(({ rdata }) => rdata))];
  const seen = values.length === 0 ? nothing(answers) : values.join(', ');
  if (right.length === answers.length) return { result: 'found', seen };
  if (right.length > 0)
    return { result: 'part', seen: `${right.length} of ${answers.length} answers: ${seen}` };
  return { result: values.length === 0 ? 'missing' : 'wrong', seen };
}

function nothing(answers: readonly Observation[]): string {
  const codes = [...new Set(answers.map(({ rcode }) => rcode ?? 'no code'))];
  return codes.includes('NOERROR') || codes.length === 0
    ? 'nothing of this type'
    : `nothing (${codes.join(', ')})`;
}

async function aliasOf(ask: Ask, name: DomainName): Promise<DomainName | undefined> {
  return firstName((await ask(name, 'CNAME')).observations);
}

function firstName(observations: readonly Observation[]): DomainName | undefined {
  const rdata = observations.flatMap((one) => one.rdata)[0];
  return rdata === undefined ? undefined : parseDomainName(rdata);
}

function withPassed(passed: readonly string[]): { readonly seen?: string } {
  return passed.length === 0 ? {} : { seen: `${passed.join('; ')}, where nothing of this type is` };
}

/** Of each purpose one way must be there whole; what the provider proves by the traffic itself needs only that. */
function isComplete(hostname: HostnameDetail, records: readonly CheckedRecord[]): boolean {
  const ways = (purpose: CustomerRecord['purpose']): (readonly CheckedRecord[])[] => {
    const all = records.filter((record) => record.purpose === purpose);
    return [...new Set(all.map(({ way }) => way))].map((way) => all.filter((record) => record.way === way));
  };
  const isThere = (purpose: CustomerRecord['purpose']): boolean =>
    ways(purpose).some((way) => way.every(({ result }) => result === 'found'));
  const traffic = isThere('traffic');
  const proven = (purpose: 'ownership' | 'certificate'): boolean =>
    ways(purpose).length === 0 || isThere(purpose) || (traffic && provenByTraffic(hostname, purpose));
  const isOpenWithoutWay =
    hostname.certificate === null ||
    (!hostname.served && ['moved', 'blocked', 'deleted'].includes(hostname.state));
  return traffic && proven('ownership') && proven('certificate') && !isOpenWithoutWay;
}

function signalOf({ signal }: HostnameCall): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
