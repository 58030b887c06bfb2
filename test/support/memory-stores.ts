import { RegctlError } from '../../src/core/errors.ts';
import type { Account } from '../../src/ports/account-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Lock } from '../../src/ports/lock.ts';
import type { Operation, OperationEntry } from '../../src/ports/operation-store.ts';
import type { Snapshot } from '../../src/ports/snapshot-store.ts';
import type { ZoneRule } from '../../src/ports/zone-rule-store.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { RRset } from '../../src/core/rrset.ts';
import type { ZoneDeps } from '../../src/services/zones/deps.ts';
import type { MemoryProvider } from './memory-provider.ts';

/** A clock that stands still but for `advance`; sleeping moves it. */
export function createTestClock(start = '2026-11-21T00:00:00.000Z'): Clock & { advance(ms: number): void } {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async (ms) => {
      now += ms;
    },
    advance: (ms) => {
      now += ms;
    },
  };
}

export function memoryAccount(name: string): Account {
  return {
    name,
    provider: 'memory',
    endpoint: null,
    settings: {},
    zones: [],
    credentials: 'none',
    credentialCommand: null,
    createdAt: '2026-11-21T00:00:00.000Z',
  };
}

/** Deps of the zone services over stores in memory, one provider for each account name. */
export function createMemoryDeps(providers: { readonly [account: string]: MemoryProvider }): ZoneDeps & {
  readonly journal: OperationEntry[];
  readonly kept: { snapshot: Snapshot; rrsets: readonly RRset[] }[];
} {
  const accounts = Object.keys(providers).map(memoryAccount);
  const operations = new Map<string, OperationEntry>();
  const journal: OperationEntry[] = [];
  const withLater = (operation: OperationEntry): Operation => {
    const all = [...operations.values()];
    const later = all.slice(all.indexOf(operation) + 1);
    const overtakes = ({ account, zone, plan, appliedChanges }: OperationEntry): boolean =>
      account === operation.account &&
      zone === operation.zone &&
      plan.id !== operation.plan.id &&
      appliedChanges > 0;
    return {
      ...operation,
      continuedBy: later.findLast(({ plan }) => plan.id === operation.plan.id)?.id ?? null,
      overtakenBy: ['done', 'failed'].includes(operation.status) ? null : (later.find(overtakes)?.id ?? null),
    };
  };
  const kept: { snapshot: Snapshot; rrsets: readonly RRset[] }[] = [];
  const plans = new Map<string, Plan>();
  const rules = new Map<string, ZoneRule[]>();
  const clock = createTestClock();
  let seed = 0;
  return {
    journal,
    kept,
    accounts: {
      list: async () => accounts,
      get: async (name) => accounts.find((account) => account.name === name),
      create: () => Promise.reject(new Error('not in this test')),
      update: () => Promise.reject(new Error('not in this test')),
      remove: () => Promise.reject(new Error('not in this test')),
    },
    dnsOf: async (account) => providers[account.name] as MemoryProvider,
    snapshots: {
      save: async (snapshot, rrsets) => {
        kept.push({ snapshot, rrsets });
      },
      list: async ({ zone, account, limit }) =>
        kept
          .map((entry) => entry.snapshot)
          .filter(
            (snapshot) => snapshot.zone === zone && (account === undefined || snapshot.account === account),
          )
          .toReversed()
          .slice(0, limit),
      delete: async (id) => {
        const at = kept.findIndex((entry) => entry.snapshot.id === id);
        if (at >= 0) kept.splice(at, 1);
      },
      get: async (id) => kept.find((entry) => entry.snapshot.id === id),
    },
    operations: {
      save: async (operation) => {
        operations.set(operation.id, operation);
        journal.push(operation);
      },
      get: async (id) => {
        const operation = operations.get(id);
        return operation === undefined ? undefined : withLater(operation);
      },
      list: async (filter) =>
        [...operations.values()]
          .filter((operation) => filter.account === undefined || operation.account === filter.account)
          .filter((operation) => filter.zone === undefined || operation.zone === filter.zone)
          .filter((operation) => filter.status === undefined || operation.status === filter.status)
          .filter((operation) => filter.plan === undefined || operation.plan.id === filter.plan)
          .toReversed()
          .slice(0, filter.limit)
          .map(withLater),
    },
    plans: {
      save: async (plan) => {
        plans.set(plan.id, plan);
      },
      get: async (id) => plans.get(id),
      list: async () => [...plans.values()],
    },
    rules: {
      list: async (account, zone) => rules.get(`${account} ${zone}`) ?? [],
      add: async (account, zone, rule) => {
        rules.set(`${account} ${zone}`, [...(rules.get(`${account} ${zone}`) ?? []), rule]);
      },
      remove: async (account, zone, id) => {
        const before = rules.get(`${account} ${zone}`) ?? [];
        rules.set(
          `${account} ${zone}`,
          before.filter((rule) => rule.id !== id),
        );
        return before.some((rule) => rule.id === id);
      },
    },
    lock: createMemoryLock(),
    clock,
    random: { bytes: (length) => Uint8Array.from({ length }, () => (seed = (seed * 7 + 3) % 251)) },
    actor: 'test',
  };
}

function createMemoryLock(): Lock {
  const held = new Set<string>();
  return {
    withLock: async (name, _options, work) => {
      if (held.has(name)) throw new RegctlError('LOCKED', `${name} is held`);
      held.add(name);
      try {
        return await work();
      } finally {
        held.delete(name);
      }
    },
  };
}
