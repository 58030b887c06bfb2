import { systemClock } from '../adapters/clock.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlAccountStore } from '../adapters/stores/sql/accounts.ts';
import { createSqlLock, type LockOwner } from '../adapters/stores/sql/lock.ts';
import { createSqlRateLimiter } from '../adapters/stores/sql/rate-limiter.ts';
import { createSqlZoneRuleStore } from '../adapters/stores/sql/zone-rules.ts';
import { lazyX509 } from '../adapters/x509/lazy.ts';
import { deferred } from '../control-plane/deferred.ts';
import type { LocalDeps } from '../control-plane/local.ts';
import { RegctlError } from '../core/errors.ts';
import type { ProviderRegistry } from '../ports/dns-provider.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { Logger } from '../ports/logger.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { providers } from '../adapters/providers/registry.gen.ts';

/** Milliseconds for one request or transfer at a provider, where the user said nothing. */
const PROVIDER_TIMEOUT_MS = 30_000;

/** What a machine and a Worker do in their own ways. */
type OwnParts = 'keys' | 'tls' | 'actor' | 'registry' | 'credentialsOf' | 'resolver';

export interface EngineOptions {
  readonly database: SqlDatabase;
  /** Who asks for locks. */
  readonly owner: LockOwner;
  readonly http: HttpClient;
  readonly logger: Logger;
  readonly environment: { readonly [name: string]: string | undefined };
  /** Called before a wait for a provider's budget, with its milliseconds. */
  readonly onWait?: (ms: number) => void;
}

/** Joins the parts of a control plane that are the same on every engine: stores over one database, providers' surroundings, certificate authorities. */
export function openEngineDeps({ database, ...options }: EngineOptions): Omit<LocalDeps, OwnParts> {
  return {
    accounts: createSqlAccountStore(database),
    snapshots: deferred(async () =>
      (await import('../adapters/stores/sql/snapshots.ts')).createSqlSnapshotStore(database),
    ),
    operations: deferred(async () =>
      (await import('../adapters/stores/sql/operations.ts')).createSqlOperationStore(database),
    ),
    plans: deferred(async () =>
      (await import('../adapters/stores/sql/plans.ts')).createSqlPlanStore(database),
    ),
    rules: createSqlZoneRuleStore(database),
    jobs: deferred(async () => (await import('../adapters/stores/sql/jobs.ts')).createSqlJobStore(database)),
    certificates: deferred(async () =>
      (await import('../adapters/stores/sql/certificates.ts')).createSqlCertificateStore(database),
    ),
    caBudgets: deferred(async () =>
      (await import('../adapters/stores/sql/ca-budgets.ts')).createSqlCaBudgetStore(database),
    ),
    registeredDomain: async (name) =>
      (await import('../adapters/registered-domain.ts')).registeredDomain(name),
    x509: lazyX509(),
    openAuthority: async (directoryUrl, surroundings) =>
      (await import('../adapters/acme/index.ts')).createAcmeAuthority(directoryUrl, surroundings),
    requestBinding: async (...request) =>
      (await import('../adapters/acme/email-binding.ts')).requestBinding(...request),
    lookups: deferred(async () =>
      (await import('../adapters/stores/sql/jobs.ts')).createSqlLookupStore(database),
    ),
    lock: createSqlLock(database, systemClock, options.owner, () => crypto.randomUUID()),
    clock: systemClock,
    random: systemRandom,
    surroundings: {
      clock: systemClock,
      logger: options.logger,
      http: options.http,
      limiter: createSqlRateLimiter(database, systemClock),
      environment: options.environment,
      ...(options.onWait === undefined ? {} : { onWait: options.onWait }),
      timeoutMs: PROVIDER_TIMEOUT_MS,
    },
    close: () => database.close(),
  };
}

/** Finds providers by name in a generated list; each one's code is loaded when it is first used. */
export function openRegistry(list: typeof providers): ProviderRegistry {
  return {
    describe: () => Promise.all(list.map((entry) => entry.describe())),
    load: async (name) => {
      const entry = list.find((candidate) => candidate.name === name);
      if (entry !== undefined) return entry.load();
      throw new RegctlError('INVALID_INPUT', `there is no provider ${name}`, {
        reason: `there are: ${list.map((candidate) => candidate.name).join(', ')}`,
        hint: 'name one of them',
      });
    },
  };
}
