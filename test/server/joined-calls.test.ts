import { describe, expect, it } from 'vitest';
import { createMemoryLiveState } from '../../src/adapters/live/memory.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSqlIdempotencyStore } from '../../src/adapters/stores/sql/idempotency.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { planContract } from '../../src/control-plane/contract/plans.ts';
import { isRegctlError, RegctlError } from '../../src/core/errors.ts';
import type { AnyOperation } from '../../src/control-plane/contract/operation.ts';
import type { IdempotencyStore } from '../../src/ports/idempotency-store.ts';
import type { LiveState } from '../../src/ports/live-state.ts';
import { refused } from '../support/refused.ts';
import type { ServerCall } from '../../src/server/handler.ts';
import { ownKey, type KeyedRequest } from '../../src/server/idempotency.ts';
import { createOpenCalls } from '../../src/server/open-calls.ts';
import { seeThrough, stopCall, type SeenThroughDeps } from '../../src/server/seen-through.ts';

const MINUTE_MS = 60_000;
const KILLED = new RegctlError('INTERNAL', 'killed');
const request: KeyedRequest = {
  principal: { organization: 'org_1', actor: 'key one', user: null, scopes: [], within: [] },
  key: 'one',
  operation: planContract.check as AnyOperation,
  input: {},
};

/** Silence, in which time goes by as fast as one waits. */
function silentWorld(): { live: LiveState; clock: SeenThroughDeps['clock']; elapsed: () => number } {
  let now = 0;
  return {
    live: {
      tell: () => Promise.resolve(),
      hear: async (subject, _, forMs) => {
        // Who carries it out listens too, and time is not made by that.
        if (!subject.startsWith('stop')) now += forMs;
        await new Promise((resolve) => setImmediate(resolve));
        return undefined;
      },
    },
    clock: { now: () => new Date(now), sleep: () => Promise.resolve() },
    elapsed: () => now,
  };
}

function openStore(): IdempotencyStore {
  return createSqlIdempotencyStore(openNodeDatabase(':memory:'), systemClock);
}

const callOf = (signal: AbortSignal = new AbortController().signal): ServerCall => ({ signal });

/** Carries something out, or waits for another who does. */
const see = (
  deps: SeenThroughDeps,
  store: IdempotencyStore,
  work: (call: ServerCall) => Promise<unknown>,
  call: ServerCall = callOf(),
): Promise<unknown> => seeThrough(deps, store, { request, call, mostMs: 30 * MINUTE_MS }, work);

describe('a call of a process that died', () => {
  it('is begun anew by one of those who wait for it, once nothing was heard of it for long', async () => {
    const { live, clock, elapsed } = silentWorld();
    const store = openStore();
    await refused(see({ live, clock }, dying(store), () => Promise.reject(KILLED)));
    let runs = 0;
    const work = (): Promise<unknown> => Promise.resolve((runs += 1));
    const waiting = Array.from({ length: 3 }, () => see({ live, clock }, store, work));
    expect(await Promise.all(waiting)).toEqual([1, 1, 1]);
    expect(elapsed()).toBeGreaterThanOrEqual(45_000);
  });

  it('is not taken for dead while it tells that it goes on', async () => {
    const live = createMemoryLiveState();
    const store = openStore();
    await refused(see({ live, clock: systemClock }, dying(store), () => Promise.reject(KILLED)));
    let now = 0;
    const clock = { now: () => new Date((now += 40_000)), sleep: () => Promise.resolve() };
    const leave = new AbortController();
    const heard: unknown[] = [];
    const onEvent = (event: unknown): void => {
      heard.push(event);
      if (heard.length === 5) leave.abort();
      else tell();
    };
    const tell = (): void => {
      const progress = JSON.stringify({ kind: 'waiting', message: String(heard.length) });
      void live.tell(`call org_1 ${ownKey(request)}`, { progress, ended: false });
    };
    tell();
    const waited = see({ live, clock }, store, () => Promise.resolve('anew'), {
      signal: leave.signal,
      onEvent,
    });
    expect(await refused(waited)).toMatchObject({ code: 'INTERRUPTED' });
    expect(heard).toHaveLength(5);
  });
});

describe('a call that is under way', () => {
  it('hears the wish to stop, which stays for whoever would begin it anew', async () => {
    const deps = { live: createMemoryLiveState(), clock: systemClock };
    const store = openStore();
    const untilStopped = ({ signal }: ServerCall): Promise<unknown> =>
      new Promise((_, reject) => {
        const stopped = (): void => reject(new RegctlError('INTERRUPTED', 'stopped'));
        if (signal.aborted) stopped();
        else signal.addEventListener('abort', stopped, { once: true });
      });
    const running = see(deps, store, untilStopped);
    await stopCall(deps, request);
    expect(await refused(running)).toMatchObject({ code: 'INTERRUPTED', message: 'stopped' });
    expect(await refused(see(deps, store, untilStopped))).toMatchObject({ message: 'stopped' });
  });

  it('and those who wait for it are stopped where the process does not wait any longer', async () => {
    const open = createOpenCalls(0);
    const deps = { live: createMemoryLiveState(), clock: systemClock, open };
    const store = openStore();
    const begun = Promise.withResolvers<void>();
    const running = see(deps, store, ({ signal }) => {
      begun.resolve();
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new RegctlError('INTERRUPTED', 'stopped'))),
      );
    });
    await begun.promise;
    const joined = see(deps, store, () => Promise.resolve('anew'));
    const codes = Promise.all([refused(running), refused(joined)]);
    await open.end();
    expect((await codes).map((error) => isRegctlError(error) && error.code)).toEqual([
      'INTERRUPTED',
      'INTERRUPTED',
    ]);
  });
});

/** The store of a process that is gone before it could write the end down. */
function dying(store: IdempotencyStore): IdempotencyStore {
  return { ...store, forget: () => Promise.resolve() };
}
