import type { Account, AccountStore } from '../ports/account-store.ts';
import type { CertificateStore } from '../ports/certificate-store.ts';
import type { CredentialStore } from '../ports/credential-store.ts';
import type { DelegationStore } from '../ports/delegation-store.ts';
import type { JobStore } from '../ports/job-store.ts';
import type { OperationStore } from '../ports/operation-store.ts';
import type { PlanStore } from '../ports/plan-store.ts';
import type { SnapshotStore } from '../ports/snapshot-store.ts';
import type { ZoneExportStore } from '../ports/zone-export-store.ts';
import type { ZoneRuleStore } from '../ports/zone-rule-store.ts';
import type { Gate } from '../services/access/gate.ts';
import { guarded } from '../services/access/guard.ts';
import { guardDelegations } from './guarded-delegations.ts';

/** Nobody but a job of the server makes exports. */
type ReadExports = Pick<ZoneExportStore, 'get' | 'list'>;

/** What is kept of an organization's zones and accounts. */
interface Stores {
  readonly accounts: AccountStore;
  readonly credentialsOf: (account: Account) => CredentialStore;
  readonly snapshots: SnapshotStore;
  readonly operations: OperationStore;
  readonly plans: PlanStore;
  readonly rules: ZoneRuleStore;
  readonly jobs: JobStore;
  readonly certificates: CertificateStore;
}

/**
 * What a caller works with behind its gate: accounts that are not the caller's are not there, nor is what was kept about zones that are not.
 * Nothing that is built on these can forget to ask.
 */
export function guardDeps<
  D extends Stores & {
    readonly delegation?: { readonly store: DelegationStore };
    readonly exports?: ReadExports;
  },
>(deps: D, gate: Gate): D {
  const { delegation, exports } = deps;
  return {
    ...deps,
    ...guardedStores(deps, gate),
    ...(exports === undefined ? {} : { exports: guardedExports(exports, gate) }),
    ...(delegation === undefined
      ? {}
      : { delegation: { ...delegation, store: guardDelegations(delegation.store, gate) } }),
  };
}

function guardedStores(deps: Stores, gate: Gate): Stores {
  const seen = <T extends { readonly account: string; readonly zone: string }>(one: T): boolean =>
    gate.sees(one);
  return {
    accounts: guardedAccounts(deps, gate),
    // A secret is written before its account and goes before it: whoever may not change the one must not reach the other.
    credentialsOf: (account) =>
      guarded(deps.credentialsOf(account), {
        location: 'open',
        get: 'open',
        set: { before: (name) => gate.whole(name) },
        delete: { before: (name) => gate.whole(name) },
      }),
    snapshots: guarded(deps.snapshots, {
      save: 'open',
      list: { around: (_, filter) => seenOf((at) => deps.snapshots.list(at), filter, seen) },
      get: { after: (found) => (found !== undefined && seen(found.snapshot) ? found : undefined) },
      delete: 'open',
    }),
    operations: guarded(deps.operations, {
      save: 'open',
      list: { around: (_, filter) => seenOf((at) => deps.operations.list(at), filter, seen) },
      get: { after: (found) => (found !== undefined && seen(found) ? found : undefined) },
    }),
    plans: guarded(deps.plans, {
      save: 'open',
      list: { after: (list) => list.filter(seen) },
      get: { after: (found) => (found !== undefined && seen(found) ? found : undefined) },
    }),
    rules: guarded(deps.rules, {
      list: { before: (account, zone) => gate.read({ account, zone }) },
      add: { around: (work, account, zone) => gate.write({ account, zone }, work) },
      remove: { around: (work, account, zone) => gate.write({ account, zone }, work) },
    }),
    jobs: guardedJobs(deps, gate),
    certificates: guardedCertificates(deps, gate),
  };
}

/** Rows that are read at a time to find those that may be seen. */
const READ_AT_A_TIME = 200;

/** Reads on behind what may not be seen, until there are as many rows as were asked for, or no more. */
async function seenOf<
  T extends { readonly id: string },
  F extends { readonly limit: number; readonly before?: string },
>(list: (filter: F) => Promise<readonly T[]>, filter: F, seen: (row: T) => boolean): Promise<readonly T[]> {
  const limit = Math.max(filter.limit, READ_AT_A_TIME);
  const found: T[] = [];
  for (let at: F = { ...filter, limit }; ;) {
    const page = await list(at);
    found.push(...page.filter(seen));
    const last = page.at(-1);
    if (last === undefined || page.length < limit || found.length >= filter.limit)
      return found.slice(0, filter.limit);
    at = { ...at, before: last.id };
  }
}

function guardedExports(exports: ReadExports, gate: Gate): ReadExports {
  return guarded(exports, {
    get: { before: (place) => gate.read(place) },
    list: {
      around: async (_, filter) => {
        const found = [];
        const limit = Math.max(filter.limit, READ_AT_A_TIME);
        for (let at = { ...filter, limit }; found.length < filter.limit;) {
          const page = await exports.list(at);
          found.push(...page.filter((one) => gate.sees(one)));
          const last = page.at(-1);
          if (last === undefined) break;
          at = { ...at, after: last.id };
        }
        return found.slice(0, filter.limit);
      },
    },
  });
}

function guardedAccounts(deps: Stores, gate: Gate): Stores['accounts'] {
  const { accounts } = deps;
  const shown = (account: Awaited<ReturnType<typeof accounts.list>>[number]): typeof account => ({
    ...account,
    zones: account.zones.filter((zone) => gate.sees({ account: account.name, zone })),
  });
  return guarded(accounts, {
    list: { after: (list) => list.filter(({ name }) => gate.sees({ account: name })).map(shown) },
    get: {
      after: (found) =>
        found !== undefined && gate.sees({ account: found.name }) ? shown(found) : undefined,
    },
    create: { before: ({ name }) => gate.whole(name) },
    update: { before: ({ name }) => gate.whole(name) },
    remove: { before: (name) => gate.whole(name) },
  });
}

function guardedJobs(deps: Stores, gate: Gate): Stores['jobs'] {
  type Found = Awaited<ReturnType<typeof deps.jobs.get>>;
  const shown = (job: Found): Found =>
    job !== undefined && gate.sees({ account: job.account, zone: job.domain }) ? job : undefined;
  return guarded(deps.jobs, {
    save: 'open',
    get: { after: shown },
    findByKey: { after: shown },
    list: {
      around: (_, filter) =>
        seenOf(
          (at) => deps.jobs.list(at),
          filter,
          (job) => shown(job) !== undefined,
        ),
    },
  });
}

function guardedCertificates(deps: Stores, gate: Gate): Stores['certificates'] {
  type Found = Awaited<ReturnType<typeof deps.certificates.find>>;
  const names = (certificate: NonNullable<Found>): readonly string[] =>
    certificate.wish.identifiers.map(({ value }) => value.replace(/^\*\./, ''));
  const shown = (certificate: Found): Found =>
    certificate !== undefined && names(certificate).every((zone) => gate.seesName(zone))
      ? certificate
      : undefined;
  const listed = (list: readonly NonNullable<Found>[]): readonly NonNullable<Found>[] =>
    list.filter((certificate) => shown(certificate) !== undefined);
  const written = (certificate: NonNullable<Found>): void =>
    names(certificate).forEach((name) => gate.writeName(name));
  return guarded(deps.certificates, {
    save: { before: written },
    complete: { before: written },
    find: { after: shown },
    list: { after: listed },
    due: { after: listed },
    delete: 'open',
    saveOrder: 'open',
    orders: 'open',
    deleteOrder: 'open',
    saveAccount: 'open',
    account: 'open',
    accounts: 'open',
    // Accounts at CAs serve the whole organization.
    deleteAccount: { before: () => gate.whole('*') },
  });
}
