import { isRegctlError, RegctlError, type ErrorCode } from '../../core/errors.ts';
import { parentName, type DomainName } from '../../core/names.ts';
import { normalizeRRset, type Rdata, type RRTypeName } from '../../core/rrset.ts';
import type { Clock } from '../../ports/clock.ts';
import type { DnsProvider, NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer, DnsResolver, Transport } from '../../ports/dns-resolver.ts';

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
}

/** What one server said, or why it said nothing. */
export interface Observation {
  readonly server: string;
  readonly address: string | null;
  readonly role: 'parent' | 'authoritative' | 'resolver';
  readonly transport: Transport;
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly ttl: number | null;
  readonly rdata: readonly Rdata[];
  readonly durationMs: number;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  readonly agrees: boolean;
}

export interface LookupResult {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly zone: DomainName | null;
  readonly agreed: boolean;
  readonly observations: readonly Observation[];
}

export interface LookupCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (
    event:
      | { readonly kind: 'observed'; readonly observation: Observation }
      | { readonly kind: 'warning'; readonly message: string },
  ) => void;
}

/** Milliseconds for one question to one server. */
const QUESTION_TIMEOUT_MS = 5_000;
/** Milliseconds that a wait lasts when nothing else is said, and between its rounds: doubled up to the longer one. */
const WAIT_TIMEOUT_MS = 300_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 10_000;

interface Target {
  readonly server: NameserverAddress | { readonly url: string };
  readonly label: string;
  readonly role: Observation['role'];
  readonly transport: Transport;
}

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
      const observations = markMajority(await askAll(deps, question, targets, call));
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
        const answers = await askAll(deps, question, open, call);
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
  const resolvers = (question.resolvers ?? []).map(resolverTarget);
  if (question.servers !== undefined && question.servers.length > 0) {
    return {
      zone: question.zone?.zone ?? null,
      targets: [...question.servers.flatMap(authoritativeTargets), ...resolvers],
    };
  }
  const found =
    question.zone === undefined
      ? await zoneFromRoots(deps, question.name, call.signal)
      : await zoneFromProvider(deps, question.zone, call);
  if (found === undefined || found.servers.length === 0) {
    if (resolvers.length > 0) return { zone: found?.zone ?? null, targets: resolvers };
    throw new RegctlError('ZONE_NOT_FOUND', `no name servers are known for ${question.name}`, {
      reason: 'no zone above it is delegated, and no account serves one',
      hint: 'name servers with `--server`, or resolvers with `--resolvers`',
    });
  }
  return { zone: found.zone, targets: [...found.servers.flatMap(authoritativeTargets), ...resolvers] };
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

function authoritativeTargets(server: NameserverAddress): Target[] {
  const target = { server, label: server.name, role: 'authoritative' } as const;
  return [
    { ...target, transport: 'udp' },
    { ...target, transport: 'tcp' },
  ];
}

function resolverTarget(resolver: string): Target {
  if (resolver.startsWith('https://') || resolver.startsWith('http://')) {
    return { server: { url: resolver }, label: resolver, role: 'resolver', transport: 'https' };
  }
  return {
    server: { name: resolver, address: resolver },
    label: resolver,
    role: 'resolver',
    transport: 'udp',
  };
}

function askAll(
  deps: LookupDeps,
  question: Question,
  targets: readonly Target[],
  call: LookupCall,
): Promise<Observation[]> {
  return Promise.all(targets.map((target) => ask(deps, question, target, call)));
}

async function ask(
  deps: LookupDeps,
  question: Question,
  target: Target,
  call: LookupCall,
): Promise<Observation> {
  const address = 'url' in target.server ? null : (target.server.address ?? null);
  const base = {
    server: target.label,
    address,
    role: target.role,
    transport: target.transport,
    agrees: false,
  };
  const options = {
    transport: target.transport,
    timeoutMs: Math.min(QUESTION_TIMEOUT_MS, call.timeoutMs ?? QUESTION_TIMEOUT_MS),
    recursion: target.role === 'resolver',
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
  try {
    const answer = await deps.resolver.ask(target.server, question, options);
    return { ...base, ...readAnswer(answer, question) };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const failure = {
      code: error.code,
      message: error.reason === undefined ? error.message : `${error.message}: ${error.reason}`,
    };
    return {
      ...base,
      rcode: null,
      authoritative: false,
      ttl: null,
      rdata: [],
      durationMs: 0,
      error: failure,
    };
  }
}

function readAnswer(
  answer: Answer,
  question: Question,
): Omit<Observation, 'server' | 'address' | 'role' | 'transport' | 'agrees'> {
  const records = answer.records.filter((record) => record.type === question.type);
  return {
    rcode: answer.rcode,
    authoritative: answer.authoritative,
    ttl: records[0]?.ttl ?? null,
    rdata: canonical(
      question.type,
      records.map((record) => record.rdata),
    ),
    durationMs: answer.durationMs,
    error: null,
  };
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

function canonical(type: RRTypeName, rdata: readonly Rdata[]): readonly Rdata[] {
  return rdata.length < 2 ? rdata : normalizeRRset({ name: '@', type, ttl: 0, rdata }).rdata;
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
