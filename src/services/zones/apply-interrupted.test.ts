import { describe, expect, it } from 'vitest';
import type { MemoryProvider } from '../../../test/support/memory-provider.ts';
import { RegctlError, type ErrorCode } from '../../core/errors.ts';
import type { RRsetEdit } from '../../core/plan/target.ts';
import { applyPlan } from './apply.ts';
import type { ZoneEvent } from './deps.ts';
import { getOperation, listOperations } from './journal.ts';
import { createPlan } from './plan.ts';
import { refused } from '../../../test/support/refused.ts';
import {
  ZONE,
  set,
  BASE,
  hash,
  contentOf,
  setUp,
  edit,
  replace,
  WANTED,
} from '../../../test/support/small-zone.ts';

const codeOf = async (work: Promise<unknown>): Promise<ErrorCode> => (await refused(work)).code;

describe('interruption', () => {
  it.each([0, 1, 2, 3])('after %i of 4 writes is finished by the next run of the plan', async (writes) => {
    for (const moment of ['before', 'after'] as const) {
      const { provider, deps } = setUp(BASE, { maxChangesPerWrite: 1 });
      const plan = await replace(deps, WANTED);
      const crash = new Error('power cut');
      provider.onWrite = (at, count) => {
        if (at === moment && count === (moment === 'before' ? writes : writes + 1)) throw crash;
      };
      // A process that dies runs nothing more: the journal must not hear of it either.
      const dead = {
        ...deps,
        operations: {
          ...deps.operations,
          save: async (operation: (typeof deps.journal)[number]) => {
            if (operation.error === null) await deps.operations.save(operation);
            else throw crash;
          },
        },
      };
      await expect(applyPlan(dead, { plan })).rejects.toThrow('power cut');
      provider.onWrite = () => undefined;
      const report = await applyPlan(deps, { plan });
      expect(hash(contentOf(provider))).toBe(hash(WANTED));
      expect(report.resumed + report.applied.length).toBe(4);
      const [first] = await deps.operations.list({
        limit: 1,
        status: report.outcome === 'nothing' ? 'done' : 'interrupted',
      });
      expect(first).toMatchObject({ appliedChanges: report.resumed, inFlightChanges: 0 });
      const kept = deps.kept.find((entry) => entry.snapshot.id === report.snapshotBefore);
      expect(hash(kept?.rrsets ?? [])).toBe(hash(BASE));
      const undo = await createPlan(deps, {
        zone: ZONE,
        target: { kind: 'restore', snapshot: report.snapshotBefore ?? '' },
      });
      await applyPlan(deps, { plan: undo, allowDeletes: 100 });
      expect(hash(contentOf(provider))).toBe(hash(BASE));
    }
  });

  it('by Ctrl-C finishes the write at hand and says what was done', async () => {
    const { provider, deps } = setUp(BASE, { maxChangesPerWrite: 1 });
    const stop = new AbortController();
    provider.onWrite = (at, count) => {
      if (at === 'after' && count === 2) stop.abort();
    };
    const error = await refused(
      applyPlan(deps, { plan: await replace(deps, WANTED) }, { signal: stop.signal }),
    );
    const { id: operation = '', snapshotBefore } = deps.journal.at(-1) ?? {};
    expect(error).toMatchObject({
      code: 'INTERRUPTED',
      hint: `go on with \`regctl apply ${operation}\`, or undo with \`regctl zones restore ${ZONE} ${snapshotBefore ?? ''}\``,
      details: { applied: 2, total: 4, operation },
    });
    expect(provider.writes).toHaveLength(2);
    expect(deps.journal.at(-1)).toMatchObject({ status: 'interrupted', appliedChanges: 2 });
  });

  it.each(['NETWORK', 'CREDENTIAL_MISSING'] as const)(
    'by a server that is gone, %s, says how far it came and how it is gone on with',
    async (code) => {
      const { provider, deps } = setUp(BASE, { maxChangesPerWrite: 1 });
      const plan = await replace(deps, WANTED);
      const gone = new RegctlError(code, 'it is gone', { reason: 'somebody pulled', hint: 'bring it back' });
      const read = provider.readZone.bind(provider);
      provider.onWrite = (at, count) => {
        if (at === 'before' && count < 2) return;
        if (at === 'after' && count === 1) return;
        provider.readZone = () => Promise.reject(gone);
        throw gone;
      };
      const error = await refused(applyPlan(deps, { plan }));
      const { id = '', snapshotBefore } = deps.journal.at(-1) ?? {};
      expect(error).toMatchObject({
        code,
        message: 'it is gone',
        reason: `somebody pulled; 1 of 4 changes to ${ZONE} were made, perhaps 1 more: it could not be read again`,
        hint: `bring it back; then go on with \`regctl apply ${id}\`, or undo with \`regctl zones restore ${ZONE} ${snapshotBefore ?? ''}\``,
        details: { operation: id, applied: 1, total: 4, inFlight: 1, outcome: 'unknown' },
      });
      provider.readZone = read;
      provider.onWrite = () => undefined;
      await applyPlan(deps, { plan });
      expect(hash(contentOf(provider))).toBe(hash(WANTED));
    },
  );

  it('by Ctrl-C before the first write is no failure in the journal', async () => {
    const { provider, deps } = setUp();
    const call = { signal: AbortSignal.abort() };
    const error = await refused(applyPlan(deps, { plan: await replace(deps, WANTED) }, call));
    expect(error).toMatchObject({ code: 'INTERRUPTED', hint: 'nothing was changed' });
    expect(provider.writes).toHaveLength(0);
    expect(deps.journal.at(-1)).toMatchObject({ status: 'interrupted', appliedChanges: 0 });
  });

  it('is told apart from one that is under way', async () => {
    const { provider, deps } = setUp();
    const statuses = async (): Promise<string[]> =>
      (await listOperations(deps, { limit: 9 })).map(({ status }) => status);
    let during: string[] = [];
    const watched = {
      ...deps,
      operations: {
        ...deps.operations,
        save: async (operation: (typeof deps.journal)[number]) => {
          await deps.operations.save(operation);
          if (operation.inFlightChanges > 0) during = await statuses();
        },
      },
    };
    await applyPlan(watched, { plan: await replace(deps, WANTED) });
    expect([during, await statuses()]).toEqual([['running'], ['done']]);
    const last = deps.journal.at(-1);
    if (last === undefined) throw new Error('nothing in the journal');
    const dead = { ...last, id: 'op_dead', status: 'running' as const };
    await deps.operations.save(dead);
    expect(await statuses()).toEqual(['interrupted', 'done']);
    expect(await getOperation(deps, 'op_dead')).toMatchObject({ status: 'interrupted' });
    expect(await deps.operations.get('op_dead')).toMatchObject(dead);
    expect(provider.writes).toHaveLength(1);
  });

  it('is told by the next command on the zone', async () => {
    const { provider, deps } = setUp(BASE, { maxChangesPerWrite: 1 });
    const plan = await replace(deps, WANTED);
    provider.onWrite = (at, count) => {
      if (at === 'after' && count === 2) throw new Error('power cut');
    };
    const dead = {
      ...deps,
      operations: {
        ...deps.operations,
        save: async (operation: (typeof deps.journal)[number]) => {
          if (operation.error === null) await deps.operations.save(operation);
        },
      },
    };
    await expect(applyPlan(dead, { plan })).rejects.toThrow('2 of 4');
    const events: ZoneEvent[] = [];
    provider.onWrite = () => undefined;
    const next = await createPlan(
      deps,
      { zone: ZONE, target: { kind: 'replace', rrsets: WANTED } },
      { onEvent: (event) => events.push(event) },
    );
    expect(events).toMatchObject([
      { kind: 'resuming', message: expect.stringContaining('2 of 4') as unknown },
    ]);
    await applyPlan(deps, { plan: next });
    expect(hash(contentOf(provider))).toBe(hash(WANTED));
    expect((await deps.operations.list({ status: 'running', limit: 10 })).length).toBe(0);
  });

  it('of the connection after a write was carried out is no failure', async () => {
    const { provider, deps } = setUp();
    provider.onWrite = (at) => {
      if (at === 'after')
        throw new RegctlError('NETWORK', 'connection lost', { details: { outcome: 'unknown' } });
    };
    expect(
      await applyPlan(deps, { plan: await edit(deps, { op: 'remove', name: 'old', type: 'A' }) }),
    ).toMatchObject({ outcome: 'applied' });
  });

  it('of the connection before a write was carried out leaves the zone as it was', async () => {
    const { provider, deps } = setUp();
    provider.onWrite = (at) => {
      if (at === 'before') throw new RegctlError('NETWORK', 'connection refused');
    };
    expect(
      await codeOf(applyPlan(deps, { plan: await edit(deps, { op: 'remove', name: 'old', type: 'A' }) })),
    ).toBe('NETWORK');
    expect(hash(contentOf(provider))).toBe(hash(BASE));
    expect(deps.journal.at(-1)).toMatchObject({ status: 'failed', appliedChanges: 0 });
  });

  it('by a refusal half way lists what was made and what was not', async () => {
    const { provider, deps } = setUp(BASE, { maxChangesPerWrite: 1 });
    provider.onWrite = (at, count) => {
      if (at === 'before' && count === 2) throw new RegctlError('INVALID_RDATA', 'the server refused it');
    };
    const error = await refused(applyPlan(deps, { plan: await replace(deps, WANTED) }));
    expect(error.code).toBe('PARTLY_APPLIED');
    expect(error.details).toMatchObject({
      applied: expect.any(Array) as unknown,
      missing: expect.any(Array) as unknown,
    });
    expect(error.details?.['applied']).toHaveLength(2);
  });

  /** A server that changes records one by one, and refuses the second of `www`. */
  const stopsHalfWay = (provider: MemoryProvider, error: Error): void => {
    provider.onWrite = (at) => {
      if (at !== 'before') return;
      provider.editOutside(ZONE, [
        ...BASE.slice(0, 3),
        set('www', 'A', '192.0.2.1', '192.0.2.2'),
        ...BASE.slice(4),
      ]);
      throw error;
    };
  };
  const addTwo: RRsetEdit = { op: 'add', name: 'www', type: 'A', rdata: ['192.0.2.2', '192.0.2.3'] };

  it.each(['INVALID_RDATA', 'NETWORK'] as const)(
    'by %s in the midst of an RRset is told, kept and undone',
    async (code) => {
      const { provider, deps } = setUp();
      stopsHalfWay(provider, new RegctlError(code, 'the second record failed', { reason: 'no room' }));
      const error = await refused(applyPlan(deps, { plan: await edit(deps, addTwo) }));
      expect(error).toMatchObject({
        code: 'PARTLY_APPLIED',
        message: `0 of 1 changes to ${ZONE} were made; www A is neither as before nor as wanted`,
        reason: 'the second record failed: no room',
      });
      const operation = deps.journal.at(-1);
      expect(operation).toMatchObject({ status: 'partial', appliedChanges: 0 });
      provider.onWrite = () => undefined;
      const target = { kind: 'restore', snapshot: operation?.snapshotBefore ?? '' } as const;
      await applyPlan(deps, { plan: await createPlan(deps, { zone: ZONE, target }) });
      expect(hash(contentOf(provider))).toBe(hash(BASE));
    },
  );

  it("by somebody else's edit of the same RRset is no work of ours", async () => {
    const { provider, deps } = setUp();
    stopsHalfWay(provider, new RegctlError('CONFLICT', 'the zone changed'));
    expect(await codeOf(applyPlan(deps, { plan: await edit(deps, addTwo) }))).toBe('CONFLICT');
    expect(deps.journal.at(-1)).toMatchObject({ status: 'failed', appliedChanges: 0 });
  });

  it('in the midst of an RRset is told by the next command, and by the plan itself', async () => {
    const { provider, deps } = setUp();
    const plan = await edit(deps, addTwo);
    stopsHalfWay(provider, new Error('power cut'));
    let isDead = false;
    const dead = {
      ...deps,
      operations: {
        ...deps.operations,
        save: async (operation: (typeof deps.journal)[number]) => {
          isDead ||= operation.error !== null;
          if (!isDead) await deps.operations.save(operation);
        },
      },
    };
    await expect(applyPlan(dead, { plan })).rejects.toThrow('neither as before nor as wanted');
    provider.onWrite = () => undefined;
    expect(await refused(applyPlan(deps, { plan }))).toMatchObject({
      code: 'PLAN_STALE',
      reason: expect.stringContaining('interrupted in the midst of www A') as unknown,
    });
    const said: string[] = [];
    await createPlan(
      deps,
      { zone: ZONE, target: { kind: 'edit', edits: [addTwo] } },
      { onEvent: (event) => said.push(event.kind === 'resuming' ? event.message : '') },
    );
    expect(said.join()).toMatch(
      /0 of 1 changes were made; www A is neither .*; undo with `regctl zones restore/,
    );
    expect(deps.journal.at(-1)).toMatchObject({ status: 'interrupted' });
  });

  it('is accounted for once a provider must show what was sent, where it shows writes late', async () => {
    const { provider, deps } = setUp(BASE, { readDelaySeconds: 15 });
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    const writtenAt = deps.clock.now().getTime();
    const late = {
      ...provider,
      readZone: async (zone: string) =>
        deps.clock.now().getTime() < writtenAt + 15_000
          ? { name: zone, rrsets: BASE, revision: '1' }
          : provider.readZone(zone),
    };
    const crash = new Error('power cut');
    const dying = {
      ...late,
      write: async (...args: Parameters<MemoryProvider['write']>) => {
        await provider.write(...args);
        throw crash;
      },
    };
    const save = async (operation: (typeof deps.journal)[number]): Promise<void> => {
      if (operation.error !== null) throw crash;
      await deps.operations.save(operation);
    };
    const dead = { ...deps, dnsOf: async () => dying, operations: { ...deps.operations, save } };
    await expect(applyPlan(dead, { plan })).rejects.toThrow('power cut');
    const waits: string[] = [];
    const report = await applyPlan(
      { ...deps, dnsOf: async () => late },
      { plan },
      { onEvent: (event) => waits.push(event.kind) },
    );
    expect(report).toMatchObject({ outcome: 'nothing', resumed: 1 });
    expect(waits).toEqual(['waiting']);
    expect(provider.writes).toHaveLength(1);
  });
});
