import * as z from 'zod';
import { createSqlDelegationStore } from '../adapters/stores/sql/delegations.ts';
import { createSqlLock, type LockOwner } from '../adapters/stores/sql/lock.ts';
import { createSqlValueEnds } from '../adapters/stores/sql/challenge-values.ts';
import type { LocalDeps } from '../control-plane/local.ts';
import { RegctlError } from '../core/errors.ts';
import { isWithin, parseDomainName } from '../core/names.ts';
import type { ChallengeWriter } from '../ports/challenge-writer.ts';
import type { DnsProvider } from '../ports/dns-provider.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { DelegationPart } from '../services/delegations/part.ts';
import { createProviderZoneWriter } from '../services/delegations/provider-zone.ts';
import { createLookupOperations } from '../services/lookups/index.ts';

/** Resolvers of several operators, whose answers tell what the world sees. */
const RESOLVERS = [
  'https://cloudflare-dns.com/dns-query',
  'https://dns.google/dns-query',
  'https://dns.quad9.net/dns-query',
];

const texts = z.record(z.string(), z.string());

/** What the secret CHALLENGES says: the zone of the challenges, and the operator's own account at the provider that serves it. */
const settings = z.strictObject({
  zone: z.string(),
  /** The zone as the provider has it, where targets lie deeper. */
  served: z.string().optional(),
  provider: z.string(),
  endpoint: z.string().optional(),
  settings: texts.default({}),
  credentials: texts,
  resolvers: z.array(z.string()).default(RESOLVERS),
});
type Settings = z.infer<typeof settings>;

export interface WorkerChallengeOptions {
  /** The secret; undefined where there are no delegations. */
  readonly secret: string | undefined;
  /** Where delegations are kept, which all organizations share. */
  readonly directory: SqlDatabase;
  readonly organization: string;
  /** Who asks for locks. */
  readonly owner: LockOwner;
}

/** Challenges on Workers, which answer no questions themselves: by records in a zone at a provider. @throws RegctlError `INVALID_CONFIG` */
export function workerDelegation(
  options: WorkerChallengeOptions,
  deps: Pick<LocalDeps, 'registry' | 'resolver' | 'clock' | 'surroundings'>,
): Pick<LocalDeps, 'delegation'> {
  if (options.secret === undefined) return {};
  const read = readSettings(options.secret);
  const part: DelegationPart = {
    store: createSqlDelegationStore(options.directory, options.organization),
    writer: lazyWriter(read, options, deps),
    resolvers: read.resolvers,
  };
  return { delegation: part };
}

function readSettings(secret: string): Settings & { readonly served: string } {
  const read = settings.safeParse(parseJson(secret));
  const served = read.data?.served ?? read.data?.zone;
  if (
    read.success &&
    served !== undefined &&
    isWithin(parseDomainName(read.data.zone), parseDomainName(served))
  )
    return { ...read.data, zone: parseDomainName(read.data.zone), served: parseDomainName(served) };
  throw new RegctlError('INVALID_CONFIG', 'the secret CHALLENGES cannot be used', {
    reason:
      read.error?.issues[0]?.path.join('.') ?? 'the zone of the challenges does not lie in the served zone',
    hint: '{"zone": "acme.example.net", "provider": "cloudflare", "credentials": {"api-token": "…"}}',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // What is no JSON is refused as any other form is.
    return undefined;
  }
}

/** The provider's code is loaded when a value is first written. */
function lazyWriter(
  about: Settings & { readonly served: string },
  { directory, owner }: WorkerChallengeOptions,
  deps: Pick<LocalDeps, 'registry' | 'resolver' | 'clock' | 'surroundings'>,
): ChallengeWriter {
  const { zone, served } = about;
  let opened: Promise<ChallengeWriter> | undefined;
  const open = async (): Promise<ChallengeWriter> => {
    const dns = await openDns(about, deps);
    const { clock, resolver } = deps;
    const lookups = createLookupOperations({ resolver, clock, findZone: () => Promise.resolve({ dns }) });
    const lock = createSqlLock(directory, clock, owner, () => crypto.randomUUID());
    const ends = createSqlValueEnds(directory);
    return createProviderZoneWriter({ dns, lookups, lock, clock, ends }, { zone, served });
  };
  const writer = (): Promise<ChallengeWriter> => (opened ??= open());
  return {
    zone,
    set: async (...input) => (await writer()).set(...input),
    unset: async (...input) => (await writer()).unset(...input),
    values: async (...input) => (await writer()).values(...input),
  };
}

async function openDns(
  about: Settings & { readonly served: string },
  { registry, surroundings }: Pick<LocalDeps, 'registry' | 'surroundings'>,
): Promise<DnsProvider> {
  const provider = await registry.load(about.provider);
  const endpoint = about.endpoint ?? provider.description.endpoint.default;
  provider.checkSettings({ endpoint, settings: about.settings });
  const { dns } = provider.open({
    ...surroundings,
    account: 'challenges',
    endpoint,
    settings: about.settings,
    zones: [about.served],
    credentials: () => Promise.resolve(about.credentials),
  });
  if (dns !== undefined) return dns;
  throw new RegctlError('INVALID_CONFIG', `${about.provider} serves no zones`, {
    reason: 'the secret CHALLENGES names it',
    hint: 'name a DNS provider',
  });
}
