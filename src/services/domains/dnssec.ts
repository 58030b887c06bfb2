import { dsAfter, dsMatches, dsOf, entryKeys, type DsState } from '../../core/dnssec.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import type { Rdata } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import { findZone } from '../zones/find-zone.ts';
import { carryOut, type DomainChange } from './change.ts';
import { signalOf, type DomainCall, type DomainDeps, type DomainRef } from './deps.ts';
import { findDomain, requireAction, type FoundDomain } from './find-domain.ts';

const QUESTION_TIMEOUT_MS = 5_000;

/** Where a domain's chain of trust stands. */
export interface DomainDnssec extends DsState {
  readonly name: DomainName;
  readonly account: string;
  /** DS at the registry; null where the registrar has no API for it. */
  readonly ds: readonly Rdata[] | null;
  /** Keys that every name server of the delegation serves. */
  readonly dnskey: readonly Rdata[];
  /** DS that those keys call for. */
  readonly wanted: readonly Rdata[];
  /** `secure`: each DS points to a served key; `island`: signed without a DS; `bogus`: no DS points to a served key. */
  readonly state: 'secure' | 'partly' | 'island' | 'bogus' | 'unsigned' | 'unknown';
  /** Why the keys are not known, where a name server could not be asked; `dnskey` and `wanted` are then empty. */
  readonly problem: string | null;
}

/** Compares the DS at the registry with the keys that the name servers serve. */
export async function getDnssec(
  deps: DomainDeps,
  ref: DomainRef,
  call: DomainCall = {},
): Promise<DomainDnssec> {
  return dnssecOf(deps, await findDomain(deps, ref, call), call);
}

/**
 * Brings the DS at the registry in step with the keys: `enable` and `sync` set the DS that the served keys call for, `disable` removes all and asks no name server.
 *
 * @throws RegctlError `NETWORK` where a name server cannot be asked: no DS goes or comes then, but by `disable`; `DELEGATION_UNSAFE` where the zone is not signed, or not everywhere: a DS would make it bogus
 */
export async function setDnssec(
  deps: DomainDeps,
  ref: DomainRef,
  wish: 'enable' | 'disable' | 'sync',
  call: DomainCall = {},
): Promise<{
  readonly before: DomainDnssec;
  readonly after: readonly Rdata[];
  readonly change: DomainChange | null;
}> {
  const found = await findDomain(deps, ref, call);
  requireAction(found, 'dnssec-set', ref.name);
  const before = await (wish === 'disable' ? dsOnly(found, call) : dnssecOf(deps, found, call));
  const held = before.ds ?? [];
  const after = dsAfter(ref.name, wish, before);
  if (after === held || (after.length === 0 && held.length === 0))
    return { before, after: held, change: null };
  const change = await carryOut(deps, found, 'dnssec-set', { ds: [...after] }, () => {
    if (found.registrar.setDs === undefined)
      throw new RegctlError('INTERNAL', 'defect: dnssec-set is declared and not there');
    return found.registrar.setDs(
      ref.name,
      after,
      wish === 'disable' ? [] : entryKeys(before.dnskey),
      call.signal,
    );
  });
  return { before, after, change };
}

async function dnssecOf(deps: DomainDeps, found: FoundDomain, call: DomainCall): Promise<DomainDnssec> {
  const { name, nameservers } = found.registration;
  const registry = await dsOnly(found, call);
  const { ds } = registry;
  let keys: readonly (readonly Rdata[])[];
  try {
    const servers = await serversOf(deps, name, nameservers, call);
    if (servers.length === 0) return { ...registry, problem: `no name server of ${name} is known` };
    keys = await Promise.all(servers.map((server) => keysOf(deps, name, server, call)));
  } catch (error) {
    if (!isRegctlError(error, 'NETWORK') || call.signal?.aborted === true) throw error;
    return { ...registry, problem: error.message };
  }
  const [first = [], ...others] = keys;
  const dnskey = first.filter((key) => others.every((list) => list.includes(key)));
  const wanted = entryKeys(dnskey).flatMap((key) => dsOf(name, key) ?? []);
  return { ...registry, dnskey, wanted, state: stateOf(name, ds, dnskey), problem: null };
}

/** What the registry has, with nothing asked of the name servers. */
async function dsOnly(
  { account, registrar, registration }: FoundDomain,
  call: DomainCall,
): Promise<DomainDnssec> {
  const { name } = registration;
  const ds = registration.ds ?? (await registrar.ds?.(name, call.signal)) ?? null;
  const problem = 'the name servers were not asked';
  return { name, account: account.name, ds, dnskey: [], wanted: [], state: 'unknown', problem };
}

/** The servers to ask: those of the account that serves the zone, which knows their addresses, else those of the delegation. */
async function serversOf(
  deps: DomainDeps,
  zone: DomainName,
  nameservers: readonly DomainName[] | null,
  call: DomainCall,
): Promise<readonly NameserverAddress[]> {
  if (nameservers !== null && nameservers.length > 0) return nameservers.map((name) => ({ name }));
  try {
    const { dns } = await findZone(deps.zones, { zone }, signalOf(call));
    return await dns.nameservers(zone, call.signal);
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND', 'AMBIGUOUS', 'CAPABILITY_MISSING')) return [];
    throw error;
  }
}

async function keysOf(
  deps: DomainDeps,
  name: DomainName,
  server: NameserverAddress,
  call: DomainCall,
): Promise<readonly Rdata[]> {
  const answer = await deps.resolver.ask(
    server,
    { name, type: 'DNSKEY' },
    {
      transport: 'tcp',
      timeoutMs: QUESTION_TIMEOUT_MS,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    },
  );
  // A refusal says nothing of keys: taken for "no keys", it would cost the domain its DS.
  if (answer.rcode !== 'NOERROR')
    throw new RegctlError('NETWORK', `${server.name} answered ${answer.rcode} for the keys of ${name}`);
  return answer.records.filter((record) => record.type === 'DNSKEY').map((record) => record.rdata);
}

function stateOf(
  name: DomainName,
  ds: readonly Rdata[] | null,
  dnskey: readonly Rdata[],
): DomainDnssec['state'] {
  if (ds === null) return 'unknown';
  if (ds.length === 0) return dnskey.length === 0 ? 'unsigned' : 'island';
  const fitting = ds.filter((one) => dsMatches(name, one, dnskey)).length;
  return fitting === ds.length ? 'secure' : fitting > 0 ? 'partly' : 'bogus';
}
