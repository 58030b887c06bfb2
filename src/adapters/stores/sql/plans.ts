import type { Plan } from '../../../core/plan/plan.ts';
import type { PlanStore } from '../../../ports/plan-store.ts';
import type { SqlDatabase, SqlStatement } from '../../../ports/sql-database.ts';
import { toPieces } from './pieces.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps plans in a SQL database. */
export function createSqlPlanStore(database: SqlDatabase): PlanStore {
  return {
    save: async (plan) => {
      if ((await database.first(sql('select id from plans where id = ?', plan.id))) !== undefined) return;
      await database.batch([...savePlan(plan)]);
    },
    get: (id) => loadPlan(database, id),
    list: async ({ account, zone, limit }) => {
      const rows = await database.all(
        sql(
          'select id from plans where (? is null or account = ?) and (? is null or zone = ?) order by created_at desc limit ?',
          account ?? null,
          account ?? null,
          zone ?? null,
          zone ?? null,
          limit,
        ),
      );
      const plans = await Promise.all(rows.map((row) => loadPlan(database, rowReader(row).text('id'))));
      return plans.filter((plan) => plan !== undefined);
    },
  };
}

/** The statements that keep a plan; once it is there they change nothing. */
export function savePlan(plan: Plan): SqlStatement[] {
  const pieces = toPieces(JSON.stringify(plan));
  return [
    ...pieces.map((body, i) =>
      sql('insert or ignore into plan_content (plan, piece, body) values (?, ?, ?)', plan.id, i, body),
    ),
    sql(
      'insert or ignore into plans (id, account, zone, created_at, piece_count) values (?, ?, ?, ?, ?)',
      plan.id,
      plan.account,
      plan.zone,
      plan.createdAt,
      pieces.length,
    ),
  ];
}

/** Reads a plan by id; undefined when it is not there. */
export async function loadPlan(database: SqlDatabase, id: string): Promise<Plan | undefined> {
  const pieces = await database.all(sql('select body from plan_content where plan = ? order by piece', id));
  if (pieces.length === 0) return undefined;
  return JSON.parse(pieces.map((row) => rowReader(row).text('body')).join('')) as Plan;
}
