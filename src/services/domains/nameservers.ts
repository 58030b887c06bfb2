import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { rrsetKey, type Rdata, type RRset } from '../../core/rrset.ts';
import { carryOut, type DomainChange } from './change.ts';
import type { DomainCall, DomainDeps, DomainRef } from './deps.ts';
import { findDomain, requireAction, type FoundDomain } from './find-domain.ts';
import { verifyDelegation, type DelegationCheck } from './verify-delegation.ts';

export interface NameserversInput {
  readonly nameservers: readonly DomainName[];
  /** Lets the change pass with so many faults of the new servers, at least the real count. */
  readonly allowFaults?: number;
  readonly dryRun?: boolean;
}

export interface NameserversResult {
  readonly before: readonly DomainName[] | null;
  readonly after: readonly DomainName[];
  readonly check: DelegationCheck;
  /** Whether the records that the new servers must serve are known from an account; otherwise only the apex was compared. */
  readonly compared: 'zone' | 'apex';
  readonly change: DomainChange | null;
}

/**
 * Delegates a domain to other name servers, after each was asked for every RRset of the zone and for keys that fit the DS.
 *
 * @throws RegctlError `DELEGATION_UNSAFE` listing what is wrong, with nothing changed; `INVALID_INPUT` for too few or too many
 */
export async function setNameservers(
  deps: DomainDeps,
  ref: DomainRef,
  input: NameserversInput,
  call: DomainCall = {},
): Promise<NameserversResult> {
  const found = await findDomain(deps, ref, call);
  requireAction(found, 'ns-set', ref.name);
  refuseCount(found, input.nameservers);
  const { check, compared } = await checkNameservers(deps, found, input.nameservers, call);
  const result = {
    before: found.registration.nameservers,
    after: input.nameservers,
    check,
    compared,
  };
  if (input.dryRun === true) return { ...result, change: null };
  refuseUnsafe(ref.name, check, input.allowFaults);
  const change = await carryOut(deps, found, 'ns-set', { nameservers: [...input.nameservers] }, () => {
    if (found.registrar.setNameservers === undefined)
      throw new RegctlError('INTERNAL', 'defect: ns-set is declared and not there');
    return found.registrar.setNameservers(ref.name, input.nameservers, call.signal);
  });
  return { ...result, change };
}

/** The registrar's own name servers, for `ns reset`. @throws RegctlError `CAPABILITY_MISSING` */
export async function ownNameservers(
  deps: DomainDeps,
  ref: DomainRef,
  call: DomainCall = {},
): Promise<readonly DomainName[]> {
  const found = await findDomain(deps, ref, call);
  requireAction(found, 'ns-reset', ref.name);
  return (await found.registrar.defaultNameservers?.(ref.name, call.signal)) ?? [];
}

/** Asks the new servers for everything that the zone holds by the word of the account that serves it now, and for the keys of the DS. */
export async function checkNameservers(
  deps: DomainDeps,
  found: FoundDomain,
  nameservers: readonly DomainName[],
  call: DomainCall,
): Promise<{ readonly check: DelegationCheck; readonly compared: 'zone' | 'apex' }> {
  const { name } = found.registration;
  const { rrsets, compared } = await knownRecords(deps, found, nameservers, call);
  const check = await verifyDelegation(
    deps.resolver,
    {
      name,
      nameservers: nameservers.map((server) => ({ name: server })),
      rrsets,
      ds: await dsAtParent(found, call),
    },
    call.signal,
  );
  return { check, compared };
}

/** An account that holds the zone, with what it holds and by which servers it is served. */
interface Holder {
  readonly rrsets: readonly RRset[];
  readonly servers: readonly DomainName[];
}

/**
 * The records that must not go dark: those of the accounts whose servers the domain is delegated to now. Where none of them is connected, those of the accounts
 * that the new servers belong to; a registrar's own DNS, which holds a zone for every name, does not count while it is not delegated to.
 */
async function knownRecords(
  deps: DomainDeps,
  found: FoundDomain,
  wanted: readonly DomainName[],
  call: DomainCall,
): Promise<{ readonly rrsets: readonly RRset[]; readonly compared: NameserversResult['compared'] }> {
  const { name, nameservers } = found.registration;
  const { holders, failures } = await holdersOf(deps, name, call);
  const servedBy = (servers: readonly DomainName[]): Holder[] =>
    holders.filter((holder) => holder.servers.some((server) => servers.includes(server)));
  const present = servedBy(nameservers ?? []);
  if (present.length > 0) return { rrsets: union(present), compared: 'zone' };
  // Who could not be asked may be the one that serves the zone now: without its word nothing can be promised.
  if (failures[0] !== undefined) throw failures[0];
  const next = servedBy(wanted);
  return next.length > 0 ? { rrsets: union(next), compared: 'zone' } : { rrsets: [], compared: 'apex' };
}

async function holdersOf(
  deps: DomainDeps,
  zone: DomainName,
  call: DomainCall,
): Promise<{ readonly holders: readonly Holder[]; readonly failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  const holders = await Promise.all(
    (await deps.accounts.list()).map(async (account): Promise<Holder | undefined> => {
      try {
        const dns = await deps.zones.dnsOf(account);
        const [{ rrsets }, servers] = await Promise.all([
          dns.readZone(zone, call.signal),
          dns.nameservers(zone, call.signal),
        ]);
        return { rrsets, servers: servers.map((server) => server.name) };
      } catch (error) {
        if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
        if (error.code !== 'ZONE_NOT_FOUND' && error.code !== 'CAPABILITY_MISSING') {
          failures.push(error);
          call.onFailure?.(account.name, error);
        }
        return undefined;
      }
    }),
  );
  return { holders: holders.filter((holder) => holder !== undefined), failures };
}

/** What any of them holds, so that nothing that one lacks goes dark. */
function union(holders: readonly Holder[]): readonly RRset[] {
  const all = new Map<string, RRset>();
  for (const { rrsets } of holders) for (const rrset of rrsets) all.set(rrsetKey(rrset), rrset);
  return [...all.values()];
}

async function dsAtParent(
  { registrar, registration }: FoundDomain,
  call: DomainCall,
): Promise<readonly Rdata[]> {
  if (registration.ds !== null) return registration.ds;
  return (await registrar.ds?.(registration.name, call.signal)) ?? [];
}

/** Refuses a delegation with faults, all of them named. @throws RegctlError `DELEGATION_UNSAFE` */
export function refuseUnsafe(name: DomainName, check: DelegationCheck, allowed: number | undefined): void {
  const { faults } = check;
  const [first] = faults;
  if (first === undefined || (allowed ?? 0) >= faults.length) return;
  const more = faults.length === 1 ? '' : `, and ${String(faults.length - 1)} more`;
  throw new RegctlError('DELEGATION_UNSAFE', `the new name servers of ${name} are not ready`, {
    reason: `${first.message}${more}`,
    hint: `mend that and try again, or accept it with \`--allow-faults ${String(faults.length)}\``,
    details: { faults: faults.map((fault) => ({ ...fault })) },
  });
}

function refuseCount(
  { account, registrar, registration }: FoundDomain,
  nameservers: readonly DomainName[],
): void {
  const { min, max } = registrar.capabilities.nameservers;
  const count = new Set(nameservers).size;
  if (count === nameservers.length && count >= min && count <= max) return;
  throw new RegctlError('INVALID_INPUT', `${registration.name}: ${String(nameservers.length)} name servers`, {
    reason:
      count === nameservers.length
        ? `${account.provider} takes ${String(min)} to ${String(max)}`
        : 'one is named twice',
    hint: `regctl domains ns set ${registration.name} ns1.example.net ns2.example.net`,
  });
}
