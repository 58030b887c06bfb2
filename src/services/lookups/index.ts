import { RegctlError } from '../../core/errors.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import type { Rdata, RRTypeName } from '../../core/rrset.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsProvider, NameserverAddress } from '../../ports/dns-provider.ts';
import type { DnsResolver } from '../../ports/dns-resolver.ts';
import {
  askAll,
  authoritativeTargets,
  canonical,
  resolverTarget,
  type LookupCall,
  type Observation,
  type Target,
} from './ask.ts';

export type { LookupCall, Observation } from './ask.ts';

export interface LookupDeps {
  readonly resolver: DnsResolver;
  readonly clock: Clock;
  /** Finds the account that serves a zone; its word on the name servers counts before the parent's. */
  readonly findZone: (ref: ZoneRef, call: LookupCall) => Promise<{ readonly dns: DnsProvider }>;
}

interface ZoneRef {
  readonly zone: DomainName;
  readonly account?: string;
}

export interface Question {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly servers?: readonly NameserverAddress[];
  readonly resolvers?: readonly string[];
  readonly zone?: ZoneRef;
  /** Whether the servers of the parent zone are asked too, for what they delegate. */
  readonly parent?: boolean;
}

export interface LookupResult {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly zone: DomainName | null;
  readonly agreed: boolean;
  readonly observations: readonly Observation[];
}

/** Milliseconds that a wait lasts when nothing else is said, and between its rounds: doubled up to the longer one. */
const WAIT_TIMEOUT_MS = 300_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 10_000;

/** Makes the look-ups: one round of questions, and rounds until everybody agrees. */
export function createLookupOperations(deps: LookupDeps): {
  query(question: Question, call?: LookupCall): Promise<LookupResult>;
  wait(
    question: Question & {
      readonly expected: readonly Rdata[];
      /** Whether other RDATA may stand beside the expected. */
      readonly among?: boolean;
    },
    call?: LookupCall,
  ): Promise<LookupResult>;
} {
  return {
    query: async (question, call = {}) => {
      const { zone, targets } = await findTargets(deps, question, call);
      if (question.parent === true && zone === null)
        call.onEvent?.({
          kind: 'warning',
          message: `no parent is asked: no zone above ${question.name} is known`,
        });
      const [answers, delegation] = await Promise.all([
        askAll(deps.resolver, targets, call),
        question.parent === true && zone !== null ? askDelegation(deps, zone, targets, call) : [],
      ]);
      const observations = [...delegation, ...markMajority(answers)];
      for (const observation of observations) call.onEvent?.({ kind: 'observed', observation });
      return {
        name: question.name,
        type: question.type,
        zone,
        agreed: observations.every((one) => one.agrees),
        observations,
      };
    },
    wait: async (question, call = {}) => {
      const { zone, targets } = await findTargets(deps, question, call);
      const expected = canonical(question.type, question.expected);
      const giveUpAt = deps.clock.now().getTime() + (call.timeoutMs ?? WAIT_TIMEOUT_MS);
      const seen = new Map<Target, Observation>();
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
        const open = targets.filter((target) => seen.get(target)?.agrees !== true);
        const answers = await askAll(deps.resolver, open, call);
        answers.forEach((answer, i) => {
          const observation = { ...answer, agrees: isExpected(answer, expected, question.among === true) };
          seen.set(open[i] as Target, observation);
          call.onEvent?.({ kind: 'observed', observation });
        });
        const observations = targets.map((target) => seen.get(target) as Observation);
        if (observations.every((one) => one.agrees)) {
          return { name: question.name, type: question.type, zone, agreed: true, observations };
        }
        const left = giveUpAt - deps.clock.now().getTime();
        if (left <= 0) throw notPropagated(question, observations);
        await deps.clock.sleep(Math.min(pause, left), call.signal);
      }
    },
  };
}

/** Finds whom to ask: servers named by the user, else the zone's own by the provider's word, else by the parent's; and resolvers besides. */
async function findTargets(
  deps: LookupDeps,
  question: Question,
  call: LookupCall,
): Promise<{ zone: DomainName | null; targets: readonly Target[] }> {
  const resolvers = (question.resolvers ?? []).map((resolver) => resolverTarget(resolver, question));
  if (question.servers !== undefined && question.servers.length > 0) {
    const cut =
      question.zone === undefined && question.parent === true
        ? await zoneFromRoots(deps, question.name, call.signal)
        : question.zone;
    return {
      zone: cut?.zone ?? null,
      targets: [
        ...question.servers.flatMap((server) => authoritativeTargets(server, question)),
        ...resolvers,
      ],
    };
  }
  const { name, type } = question;
  // DS stand in the parent (RFC 4035 §2.4): the zone itself does not know them.
  const isAbove = type === 'DS' && (question.zone === undefined || question.zone.zone === name);
  const found = isAbove
    ? await zoneFromRoots(deps, parentName(name) ?? name, call.signal)
    : question.zone === undefined
      ? await zoneFromRoots(deps, name, call.signal)
      : await zoneFromProvider(deps, question.zone, call);
  if (found === undefined || found.servers.length === 0) {
    if (resolvers.length > 0) return { zone: found?.zone ?? null, targets: resolvers };
    throw new RegctlError('ZONE_NOT_FOUND', `no name servers are known for ${question.name}`, {
      reason: 'no zone above it is delegated, and no account serves one',
      hint: 'name servers with `--server`, or resolvers with `--resolvers`',
    });
  }
  return {
    zone: found.zone,
    targets: [...found.servers.flatMap((server) => authoritativeTargets(server, question)), ...resolvers],
  };
}

async function zoneFromProvider(
  deps: LookupDeps,
  ref: ZoneRef,
  call: LookupCall,
): Promise<{ zone: DomainName; servers: readonly NameserverAddress[] }> {
  const { dns } = await deps.findZone(ref, call);
  return { zone: ref.zone, servers: await dns.nameservers(ref.zone, call.signal) };
}

async function zoneFromRoots(
  deps: LookupDeps,
  name: DomainName,
  signal: AbortSignal | undefined,
): Promise<{ zone: DomainName; servers: readonly NameserverAddress[] } | undefined> {
  for (let zone: DomainName | undefined = name; zone !== undefined && zone !== ''; zone = parentName(zone)) {
    const delegation = await deps.resolver.delegation(zone, signal);
    if (delegation !== undefined) return { zone, servers: delegation.nameservers };
  }
  return undefined;
}

async function askDelegation(
  { resolver }: LookupDeps,
  zone: DomainName,
  targets: readonly Target[],
  call: LookupCall,
): Promise<readonly Observation[]> {
  const { askParent } = await import('./parent.ts');
  return askParent(resolver, zone, targets, call);
}

/** Marks who gives the answer that most authoritative servers give; without those, that most give. */
function markMajority(observations: readonly Observation[]): Observation[] {
  const key = (one: Observation): string =>
    one.error === null ? `${one.rcode ?? ''} ${one.rdata.join('\n')}` : 'error';
  const electors = observations.filter((one) => one.role === 'authoritative' && one.error === null);
  const counts = new Map<string, number>();
  for (const one of electors.length > 0 ? electors : observations)
    counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  const [winner] = [...counts].toSorted(([, a], [, b]) => b - a);
  return observations.map((one) => ({ ...one, agrees: one.error === null && key(one) === winner?.[0] }));
}

function isExpected(one: Observation, expected: readonly Rdata[], among: boolean): boolean {
  if (one.error !== null) return false;
  if (one.role === 'authoritative' && !one.authoritative) return false;
  if (one.rcode !== 'NOERROR' && one.rcode !== 'NXDOMAIN') return false;
  if (among) return expected.every((rdata) => one.rdata.includes(rdata));
  return one.rdata.length === expected.length && one.rdata.every((rdata, i) => rdata === expected[i]);
}

function notPropagated(question: Question, observations: readonly Observation[]): RegctlError {
  const lagging = observations.filter((one) => !one.agrees);
  const tell = (one: Observation): string =>
    `${one.server} over ${one.transport}: ${one.error?.message ?? (one.rdata.length === 0 ? (one.rcode ?? 'nothing') : one.rdata.join(', '))}`;
  return new RegctlError(
    'NOT_PROPAGATED',
    `${question.name} ${question.type} is not yet answered as expected by ${lagging.length} of ${observations.length} asked`,
    {
      reason: lagging.map(tell).join('; '),
      hint: 'wait longer with `--timeout`, or look at each server with `regctl dns query`',
      details: {
        lagging: lagging.map((one) => ({
          server: one.server,
          transport: one.transport,
          rcode: one.rcode,
          rdata: [...one.rdata],
        })),
      },
    },
  );
}
