import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { takesType } from '../../core/plan/capabilities.ts';
import { fitRRsets } from '../../core/plan/fit.ts';
import type { Change } from '../../core/plan/plan.ts';
import type { RRset } from '../../core/rrset.ts';
import type { DnsCapabilities, NameserverAddress } from '../../ports/dns-provider.ts';
import { findAccount } from '../accounts/open.ts';
import { applyPlan } from '../zones/apply.ts';
import { createZone } from '../zones/create.ts';
import { deleteZone } from '../zones/delete.ts';
import { createPlan, type PlanInput } from '../zones/plan.ts';
import { signalOf, type DomainCall, type DomainDeps } from './deps.ts';
import { findDomain, type FoundDomain } from './find-domain.ts';
import type { MoveInput, MoveState, MoveStep } from './move-state.ts';
import { checkNameservers, refuseUnsafe, setNameservers } from './nameservers.ts';
import type { DelegationCheck } from './verify-delegation.ts';

/** Seconds; the TTL during a move, so that a mistake is over soon. */
const MOVING_TTL = 300;
/** Milliseconds between looks at the delegation. */
const WATCH_PAUSE_MS = 5_000;

/** One step: does its work, which may be done already, and gives what is to be remembered. */
type Step = (
  deps: DomainDeps,
  input: MoveInput,
  state: MoveState,
  call: DomainCall,
) => Promise<Partial<MoveState>>;

/** What each step does. */
export const STEPS: { readonly [S in MoveStep]: Step } = {
  copy: copyRecords,
  verify: async (deps, input, state, call) => {
    refuseUnsafe(input.zone, await checkNew(deps, input, state, call), input.allowFaults);
    return {};
  },
  'lower-ttl': lowerTtl,
  wait: async (deps, _input, state, call) => {
    await waitUntil(deps, state, call);
    return { waitUntil: null };
  },
  delegate: async (deps, input, state, call) => {
    await setNameservers(
      deps,
      { name: input.zone, ...(input.registrar === undefined ? {} : { account: input.registrar }) },
      {
        nameservers: state.nameservers,
        ...(input.allowFaults === undefined ? {} : { allowFaults: input.allowFaults }),
      },
      call,
    );
    return {};
  },
  watch: watchDelegation,
  'restore-ttl': restoreTtl,
  'clean-up': async (deps, input, _state, call) => {
    if (input.deleteOld) {
      const old = await (
        await deps.zones.dnsOf(await findAccount(deps, input.from))
      ).nameservers(input.zone, call.signal);
      const { registration } = await findRegistrar(deps, input, call);
      const held = old.find((server) => registration.nameservers?.includes(server.name) !== false);
      if (held !== undefined) {
        throw new RegctlError(
          'DELEGATION_UNSAFE',
          `the old zone ${input.zone} at ${input.from} is not deleted`,
          {
            reason: `the domain is delegated to ${held.name}, or the registrar does not say to whom`,
            hint: `look with \`regctl domains ns get ${input.zone}\``,
          },
        );
      }
      await deleteZone(
        deps.zones,
        { zone: input.zone, account: input.from, confirm: input.zone },
        signalOf(call),
      );
    }
    return {};
  },
};

/** The registration of the zone. @throws RegctlError as {@link findDomain}, with the flag of this command */
export async function findRegistrar(
  deps: DomainDeps,
  input: MoveInput,
  call: DomainCall,
): Promise<FoundDomain> {
  const account = input.registrar === undefined ? {} : { account: input.registrar };
  try {
    return await findDomain(deps, { name: input.zone, ...account }, call);
  } catch (error) {
    if (!isRegctlError(error, 'AMBIGUOUS')) throw error;
    throw new RegctlError('AMBIGUOUS', `domain ${input.zone}: which registrar is meant?`, {
      reason: error.reason ?? 'several accounts hold it',
      hint: 'name it with `--registrar-account NAME`',
      cause: error,
    });
  }
}

/** Refuses a move of a zone onto itself: at its end the zone that is served would be deleted as the old one. */
export function refuseSamePlace(
  input: MoveInput,
  present: readonly NameserverAddress[],
  next: readonly NameserverAddress[],
): void {
  const same = next.find((server) => present.some((one) => one.name === server.name));
  if (input.from !== input.to && same === undefined) return;
  throw new RegctlError(
    'INVALID_INPUT',
    `zone ${input.zone} cannot be moved from ${input.from} to ${input.to}`,
    {
      reason:
        input.from === input.to
          ? 'it is one account'
          : `both serve it by ${same?.name ?? ''}: they are one place`,
      hint: 'name another account with `--to-account`',
    },
  );
}

async function copyRecords(
  deps: DomainDeps,
  input: MoveInput,
  _state: MoveState,
  call: DomainCall,
): Promise<Partial<MoveState>> {
  const [from, to] = await Promise.all([findAccount(deps, input.from), findAccount(deps, input.to)]);
  const [source, target] = await Promise.all([deps.zones.dnsOf(from), deps.zones.dnsOf(to)]);
  const { rrsets } = await source.readZone(input.zone, call.signal);
  try {
    await createZone(deps.zones, { zone: input.zone, account: input.to }, signalOf(call));
  } catch (error) {
    if (!isRegctlError(error, 'ALREADY_EXISTS', 'CAPABILITY_MISSING')) throw error;
  }
  const { kept, lost, changed } = fitRRsets(rrsets, target.capabilities, from.provider === to.provider);
  await planAndApply(
    deps,
    { zone: input.zone, account: input.to, target: { kind: 'merge', rrsets: kept, onlyNew: false } },
    input,
    call,
  );
  const nameservers = await target.nameservers(input.zone, call.signal);
  refuseSamePlace(input, await source.nameservers(input.zone, call.signal), nameservers);
  if (nameservers.length === 0) {
    throw new RegctlError('DELEGATION_UNSAFE', `${input.to} names no name servers for ${input.zone}`, {
      reason: 'there is nothing to delegate to',
      hint: `regctl zones get ${input.zone} --account ${input.to}`,
    });
  }
  return {
    nameservers: nameservers.map((server) => server.name),
    lost: [...lost.map((one) => one.what), ...changed],
  };
}

/** The new servers must answer all that the new host was given, and the keys of the DS. */
async function checkNew(
  deps: DomainDeps,
  input: MoveInput,
  state: MoveState,
  call: DomainCall,
): Promise<DelegationCheck> {
  const found = await findRegistrar(deps, input, call);
  return (await checkNameservers(deps, found, state.nameservers, call)).check;
}

async function lowerTtl(
  deps: DomainDeps,
  input: MoveInput,
  _state: MoveState,
  call: DomainCall,
): Promise<Partial<MoveState>> {
  const dns = await deps.zones.dnsOf(await findAccount(deps, input.from));
  const { rrsets } = await dns.readZone(input.zone, call.signal);
  const writable = rrsets.filter((rrset) => isWritable(rrset, dns.capabilities));
  const ttl = Math.max(MOVING_TTL, dns.capabilities.minTtl);
  const high = writable.filter((rrset) => rrset.ttl > ttl);
  const oldest = high.reduce((most, rrset) => Math.max(most, rrset.ttl), 0);
  if (high.length > 0) {
    await planAndApply(
      deps,
      {
        zone: input.zone,
        account: input.from,
        target: { kind: 'merge', rrsets: high.map((rrset) => ({ ...rrset, ttl })), onlyNew: false },
      },
      input,
      call,
    );
  }
  return {
    ttls: Object.fromEntries(high.map((rrset) => [`${rrset.name} ${rrset.type}`, rrset.ttl])),
    waitUntil: oldest === 0 ? null : new Date(deps.clock.now().getTime() + oldest * 1000).toISOString(),
  };
}

async function restoreTtl(
  deps: DomainDeps,
  input: MoveInput,
  state: MoveState,
  call: DomainCall,
): Promise<Partial<MoveState>> {
  if (input.deleteOld || Object.keys(state.ttls).length === 0) return {};
  const dns = await deps.zones.dnsOf(await findAccount(deps, input.from));
  const { rrsets } = await dns.readZone(input.zone, call.signal);
  const raised = rrsets.flatMap((rrset) => {
    const ttl = state.ttls[`${rrset.name} ${rrset.type}`];
    return ttl === undefined || ttl === rrset.ttl ? [] : [{ ...rrset, ttl }];
  });
  if (raised.length > 0) {
    await planAndApply(
      deps,
      { zone: input.zone, account: input.from, target: { kind: 'merge', rrsets: raised, onlyNew: false } },
      input,
      call,
    );
  }
  return {};
}

async function waitUntil(deps: DomainDeps, state: MoveState, call: DomainCall): Promise<void> {
  if (state.waitUntil === null) return;
  const left = Date.parse(state.waitUntil) - deps.clock.now().getTime();
  if (left <= 0) return;
  if (call.timeoutMs !== undefined && left > call.timeoutMs) throw stillWaiting(state, left);
  await deps.clock.sleep(left, call.signal);
}

/** Watches until the parent hands out the new servers; where no roots are configured or reachable, until the registrar says so. */
async function watchDelegation(
  deps: DomainDeps,
  input: MoveInput,
  state: MoveState,
  call: DomainCall,
): Promise<Partial<MoveState>> {
  const giveUpAt = deps.clock.now().getTime() + (call.timeoutMs ?? 600_000);
  const wanted = [...state.nameservers].toSorted().join(' ');
  for (;;) {
    const { registration } = await findRegistrar(deps, input, call);
    if ([...(registration.nameservers ?? [])].toSorted().join(' ') === wanted) return {};
    const left = giveUpAt - deps.clock.now().getTime();
    if (left <= 0) {
      throw new RegctlError(
        'OPERATION_PENDING',
        `the registrar does not hand out the new name servers of ${input.zone} yet`,
        {
          reason: `it has ${(registration.nameservers ?? []).join(', ')}`,
          hint: 'run the same command again: it goes on from here',
        },
      );
    }
    await deps.clock.sleep(Math.min(WATCH_PAUSE_MS, left), call.signal);
  }
}

async function planAndApply(
  deps: DomainDeps,
  request: PlanInput,
  input: MoveInput,
  call: DomainCall,
): Promise<readonly Change[]> {
  const plan = await createPlan(deps.zones, request, signalOf(call));
  if (plan.changes.length === 0) return [];
  const { applied } = await applyPlan(
    deps.zones,
    {
      plan,
      reason: `zones move to ${input.to}`,
      ...(input.allowDeletes === undefined ? {} : { allowDeletes: input.allowDeletes }),
    },
    signalOf(call),
  );
  return applied;
}

function isWritable(rrset: RRset, capabilities: DnsCapabilities): boolean {
  if (rrset.type === 'SOA' || rrset.type === 'NATIVE') return false;
  if (rrset.type === 'NS' && rrset.name === '@') return capabilities.writesApexNs;
  return takesType(capabilities, rrset.type);
}

function stillWaiting(state: MoveState, left: number): RegctlError {
  return new RegctlError('OPERATION_PENDING', 'the old TTLs are not over yet', {
    reason: `resolvers may still hold old answers until ${state.waitUntil ?? ''}`,
    hint: `run the same command again in ${String(Math.ceil(left / 1000))} s: it goes on from here`,
    retryAfterSeconds: Math.ceil(left / 1000),
  });
}
