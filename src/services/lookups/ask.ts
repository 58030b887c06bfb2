import { isRegctlError, type ErrorCode } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { normalizeRRset, type Rdata, type RRTypeName } from '../../core/rrset.ts';
import type { NameserverAddress } from '../../ports/dns-provider.ts';
import type { Answer, DnsResolver, Transport } from '../../ports/dns-resolver.ts';

/** What one server said, or why it said nothing. */
export interface Observation {
  readonly server: string;
  readonly address: string | null;
  readonly role: 'parent' | 'authoritative' | 'resolver';
  readonly transport: Transport;
  /** What it was asked for; of a parent the delegation, whatever the question was. */
  readonly type: RRTypeName;
  readonly rcode: string | null;
  readonly authoritative: boolean;
  readonly ttl: number | null;
  readonly rdata: readonly Rdata[];
  readonly durationMs: number;
  readonly error: { readonly code: ErrorCode; readonly message: string } | null;
  readonly agrees: boolean;
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

/** One question to one server. */
export interface Target {
  readonly server: NameserverAddress | { readonly url: string };
  readonly label: string;
  readonly role: Observation['role'];
  readonly transport: Transport;
  readonly asks: Asked;
}

export interface Asked {
  readonly name: DomainName;
  readonly type: RRTypeName;
}

/** The same question to a server over both transports that resolvers use. */
export function authoritativeTargets(server: NameserverAddress, asks: Asked): Target[] {
  const target = { server, label: server.name, role: 'authoritative', asks } as const;
  return [
    { ...target, transport: 'udp' },
    { ...target, transport: 'tcp' },
  ];
}

export function resolverTarget(resolver: string, asks: Asked): Target {
  if (resolver.startsWith('https://') || resolver.startsWith('http://')) {
    return { server: { url: resolver }, label: resolver, role: 'resolver', transport: 'https', asks };
  }
  return {
    server: { name: resolver, address: resolver },
    label: resolver,
    role: 'resolver',
    transport: 'udp',
    asks,
  };
}

export function askAll(
  resolver: DnsResolver,
  targets: readonly Target[],
  call: LookupCall,
): Promise<Observation[]> {
  return Promise.all(targets.map((target) => ask(resolver, target, call)));
}

async function ask(resolver: DnsResolver, target: Target, call: LookupCall): Promise<Observation> {
  const address = 'url' in target.server ? null : (target.server.address ?? null);
  const base = {
    server: target.label,
    address,
    role: target.role,
    transport: target.transport,
    type: target.asks.type,
    agrees: false,
  };
  const options = {
    transport: target.transport,
    timeoutMs: Math.min(QUESTION_TIMEOUT_MS, call.timeoutMs ?? QUESTION_TIMEOUT_MS),
    recursion: target.role === 'resolver',
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
  try {
    const answer = await resolver.ask(target.server, target.asks, options);
    return { ...base, ...readAnswer(answer, target) };
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
  { rcode, authoritative, records, authority, durationMs }: Answer,
  { role, asks: { name, type } }: Target,
): Omit<Observation, 'server' | 'address' | 'role' | 'transport' | 'type' | 'agrees'> {
  // A parent names the servers of a child in a referral, beside the answer, which is empty then.
  const all =
    role === 'parent' && records.length === 0 ? authority.filter((one) => one.name === name) : records;
  const found = all.filter((record) => record.type === type);
  return {
    rcode,
    authoritative,
    ttl: found[0]?.ttl ?? null,
    rdata: canonical(
      type,
      found.map((record) => record.rdata),
    ),
    durationMs,
    error: null,
  };
}

/** RDATA in the order and form in which they compare. */
export function canonical(type: RRTypeName, rdata: readonly Rdata[]): readonly Rdata[] {
  return rdata.length < 2 ? rdata : normalizeRRset({ name: '@', type, ttl: 0, rdata }).rdata;
}
