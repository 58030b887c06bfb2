import { expect, it } from 'vitest';
import { createSqlOperationStore } from '../../src/adapters/stores/sql/operations.ts';
import { sealPlan } from '../../src/core/plan/make-plan.ts';
import type { Plan } from '../../src/core/plan/plan.ts';
import type { Operation, OperationEntry } from '../../src/ports/operation-store.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';

const ZONE = 'later.example';

/**
 * What the journal of applies tells of an entry besides what was saved, whatever the engine.
 *
 * @param make - opens a migrated database without operations on `later.example`
 */
export function operationStoreContract(name: string, make: () => Promise<SqlDatabase>): void {
  it(`${name} tells which later operation went on with one, or overtook it`, async () => {
    const database = await make();
    const store = createSqlOperationStore(database);
    const [plan, other, elsewhere] = [planAt('main', 1), planAt('main', 2), planAt('spare', 1)];
    const saved = [
      entry(1, plan, { status: 'interrupted', appliedChanges: 1 }),
      // Of another account, of no effect, and of the same plan: none of them overtakes.
      entry(2, elsewhere, { status: 'done', appliedChanges: 2 }),
      entry(3, other, { status: 'failed' }),
      entry(4, plan, { status: 'partial', appliedChanges: 1 }),
      entry(5, plan, { status: 'interrupted', appliedChanges: 1 }),
      entry(6, other, { status: 'done', appliedChanges: 1 }),
      entry(7, planAt('main', 3), { status: 'done', appliedChanges: 1 }),
    ];
    for (const one of saved) await store.save(one);
    const later = ({ id, continuedBy, overtakenBy }: Operation): string =>
      [id, continuedBy ?? '-', overtakenBy ?? '-'].join(' ');
    expect((await store.list({ zone: ZONE, limit: 10 })).map(later)).toEqual([
      'op_7 - -',
      'op_6 - -',
      'op_5 - op_6',
      'op_4 op_5 op_6',
      'op_3 op_6 -',
      'op_2 - -',
      'op_1 op_5 op_6',
    ]);
    expect(await store.get('op_5')).toEqual({ ...saved[4], continuedBy: null, overtakenBy: 'op_6' });
    expect((await store.list({ zone: ZONE, plan: plan.id, limit: 1 })).map(later)).toEqual(['op_5 - op_6']);
    await store.save({ ...entry(5, plan, { status: 'done', appliedChanges: 2 }) });
    expect(await store.get('op_5')).toMatchObject({ continuedBy: null, overtakenBy: null });
    await database.close();
  });
}

function planAt(account: string, number: number): Plan {
  return sealPlan({
    format: 'regctl.plan/v1',
    account,
    provider: 'memory',
    zone: ZONE,
    createdAt: `2026-11-21T00:00:0${String(number)}.000Z`,
    baseHash: 'none',
    configHash: null,
    changes: [],
    guards: [],
    leftAlone: [],
    ignore: [],
    notes: [],
    recordsBefore: 0,
  });
}

function entry(
  number: number,
  plan: Plan,
  about: Pick<OperationEntry, 'status'> & Partial<OperationEntry>,
): OperationEntry {
  return {
    id: `op_${String(number)}`,
    account: plan.account,
    zone: ZONE,
    plan,
    appliedChanges: 0,
    inFlightChanges: 0,
    startedAt: '2026-11-21T00:00:00.000Z',
    updatedAt: '2026-11-21T00:00:00.000Z',
    actor: 'test',
    snapshotBefore: null,
    snapshotAfter: null,
    error: null,
    ...about,
  };
}
