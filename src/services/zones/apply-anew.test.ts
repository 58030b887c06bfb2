import { describe, expect, it } from 'vitest';
import { refused } from '../../../test/support/refused.ts';
import {
  BASE,
  contentOf,
  edit,
  hash,
  replace,
  set,
  setUp,
  WANTED,
  ZONE,
} from '../../../test/support/small-zone.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Operation } from '../../ports/operation-store.ts';
import { applyPlan } from './apply.ts';
import type { ZoneDeps } from './deps.ts';
import { listOperations } from './journal.ts';
import { createPlan } from './plan.ts';
import { checkPlan } from './ready.ts';

type SetUp = ReturnType<typeof setUp>;

const oneByOne = (): SetUp => setUp(BASE, { maxChangesPerWrite: 1 });

/** Applies a plan and stops after so many of its changes. */
async function stopAfter({ provider, deps }: SetUp, plan: Plan, writes: number): Promise<string> {
  const stop = new AbortController();
  const before = provider.writes.length;
  provider.onWrite = (at, count) => {
    if (at === 'after' && count === before + writes) stop.abort();
  };
  expect((await refused(applyPlan(deps, { plan }, { signal: stop.signal }))).code).toBe('INTERRUPTED');
  provider.onWrite = () => undefined;
  return deps.journal.at(-1)?.id ?? '';
}

async function undo(deps: SetUp['deps'], snapshot: string | null): Promise<void> {
  // A plan is another one than that of the same changes at another time.
  await deps.clock.sleep(1);
  const target = { kind: 'restore', snapshot: snapshot ?? '' } as const;
  await applyPlan(deps, { plan: await createPlan(deps, { zone: ZONE, target }), allowDeletes: 100 });
}

const listed = async (deps: ZoneDeps): Promise<readonly Pick<Operation, 'id' | 'status'>[]> =>
  (await listOperations(deps, { limit: 9 })).map(({ id, status }) => ({ id, status }));

/** Neither a look nor an apply takes the plan, and the zone stays as it is. */
async function refusal({ provider, deps }: SetUp, plan: Plan): Promise<RegctlError> {
  const before = provider.writes.length;
  const error = await refused(applyPlan(deps, { plan, allowDeletes: 100 }));
  expect(await refused(checkPlan(deps, { plan, allowDeletes: 100 }))).toMatchObject({
    code: 'PLAN_STALE',
    reason: error.reason,
  });
  expect(error.code).toBe('PLAN_STALE');
  expect(provider.writes).toHaveLength(before);
  return error;
}

describe('a plan that was carried out', () => {
  it('is not written again once it was undone, and what does it anew is said', async () => {
    const subject = oneByOne();
    const { provider, deps } = subject;
    const plan = await replace(deps, WANTED);
    const { operation, snapshotBefore, snapshotAfter } = await applyPlan(deps, { plan });
    await undo(deps, snapshotBefore);
    expect(hash(contentOf(provider))).toBe(hash(BASE));
    expect(await refusal(subject, plan)).toMatchObject({
      message: `plan ${plan.id} was carried out already`,
      reason: `operation ${operation ?? ''} did it, and www A, new A, more A, old A changed since`,
      hint: `to do it anew, \`regctl zones restore ${ZONE} ${snapshotAfter ?? ''}\``,
    });
    await undo(deps, snapshotAfter);
    expect(hash(contentOf(provider))).toBe(hash(WANTED));
  });

  it('is there already, whatever else changed since', async () => {
    const { provider, deps } = oneByOne();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    const { operation } = await applyPlan(deps, { plan });
    provider.editOutside(ZONE, [...contentOf(provider), set('else', 'A', '192.0.2.77')]);
    await checkPlan(deps, { plan });
    expect(await applyPlan(deps, { plan })).toMatchObject({ outcome: 'nothing', operation });
    provider.editOutside(ZONE, [...contentOf(provider), set('old', 'A', '192.0.2.10')]);
    expect((await refused(applyPlan(deps, { plan }))).hint).toContain('make a new plan');
  });
});

describe('a plan that was interrupted', () => {
  it('is told by its operation to have been gone on with', async () => {
    const subject = oneByOne();
    const { deps } = subject;
    const plan = await replace(deps, WANTED);
    const first = await stopAfter(subject, plan, 2);
    const second = await stopAfter(subject, plan, 1);
    expect(await listed(deps)).toEqual([
      { id: second, status: 'interrupted' },
      { id: first, status: 'continued' },
    ]);
    const third = await applyPlan(deps, { plan });
    expect(await deps.operations.get(first)).toMatchObject({ continuedBy: third.operation });
    expect((await listed(deps)).map(({ status }) => status)).toEqual(['done', 'continued', 'continued']);
    expect(await applyPlan(deps, { plan })).toMatchObject({
      outcome: 'nothing',
      operation: third.operation,
    });
    await undo(deps, third.snapshotBefore);
    expect((await refusal(subject, plan)).reason).toContain(third.operation);
  });

  it('is not gone on with once it was undone', async () => {
    const subject = oneByOne();
    const { deps } = subject;
    const plan = await replace(deps, WANTED);
    const operation = await stopAfter(subject, plan, 2);
    await undo(deps, (await deps.operations.get(operation))?.snapshotBefore ?? null);
    const restore = deps.journal.at(-1)?.id ?? '';
    expect(await listed(deps)).toEqual([
      { id: restore, status: 'done' },
      { id: operation, status: 'overtaken' },
    ]);
    expect((await refusal(subject, plan)).reason).toContain(`operation ${restore} wrote to the zone after`);
  });

  it('is not gone on with once a part of it was undone by others', async () => {
    const subject = oneByOne();
    const { provider, deps } = subject;
    const plan = await replace(deps, WANTED);
    const operation = await stopAfter(subject, plan, 2);
    provider.editOutside(ZONE, [...BASE]);
    expect((await refusal(subject, plan)).reason).toBe(
      `2 of its changes were made by operation ${operation}, and 2 of these undone since`,
    );
  });

  it('is not gone on with after a newer plan that did the rest was undone', async () => {
    const subject = oneByOne();
    const { deps } = subject;
    const plan = await replace(deps, WANTED);
    const operation = await stopAfter(subject, plan, 2);
    const newer = await applyPlan(deps, { plan: await replace(deps, WANTED) });
    expect(await applyPlan(deps, { plan })).toMatchObject({ outcome: 'nothing' });
    expect((await listed(deps)).at(-1)).toEqual({ id: operation, status: 'overtaken' });
    await undo(deps, newer.snapshotBefore);
    await refusal(subject, plan);
  });

  it('before its first change is tried again', async () => {
    const { provider, deps } = oneByOne();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    provider.onWrite = (at) => {
      if (at === 'before') throw new RegctlError('NETWORK', 'connection refused');
    };
    expect((await refused(applyPlan(deps, { plan }))).code).toBe('NETWORK');
    provider.onWrite = () => undefined;
    expect(await applyPlan(deps, { plan })).toMatchObject({ outcome: 'applied' });
    expect((await listed(deps)).map(({ status }) => status)).toEqual(['done', 'failed']);
  });

  it.each(['the plan itself', 'the next command'])('after its last change is closed by %s', async (by) => {
    const { deps } = oneByOne();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    const { operation } = await applyPlan(deps, { plan });
    const [written] = deps.journal;
    if (written === undefined) throw new Error('nothing in the journal');
    await deps.operations.save(written);
    if (by === 'the plan itself') await applyPlan(deps, { plan });
    else await replace(deps, WANTED);
    const closed = await deps.operations.get(operation ?? '');
    expect(closed).toMatchObject({ status: 'done', appliedChanges: 1 });
    expect(deps.kept.at(-1)?.snapshot).toMatchObject({ id: closed?.snapshotAfter, moment: 'after' });
  });
});
