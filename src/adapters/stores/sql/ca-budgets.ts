import type { CaBudgetStore, CaRefusal, CountedBudget, SpentBudget } from '../../../ports/ca-budget-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/**
 * Counts by one number for each budget, moved on by one refill for everything that is taken (the generic cell rate algorithm, ITU-T I.371 §A.1). The statement that
 * moves it refuses where the budget is spent, so that parallel processes cannot take the same place.
 */
export function createSqlCaBudgetStore(database: SqlDatabase): CaBudgetStore {
  const store: CaBudgetStore = {
    take: async (budgets, now) => {
      const taken: CountedBudget[] = [];
      for (const budget of budgets) {
        if (await takeOne(database, budget, now)) taken.push(budget);
        else {
          for (const one of taken) await store.giveBack(one);
          return (await store.firstSpent([budget], now)) ?? { key: budget.key, freeAt: now };
        }
      }
      return undefined;
    },
    spend: async ({ key, size, refillMs }, now) => {
      const at = now.getTime();
      // What is taken beyond the size is not owed for ever: a budget is whole again after its window at the latest.
      await database.run(
        sql(
          `insert into ca_budgets (key, due_at) values (?, ? + ?)
           on conflict (key) do update set due_at = min(max(due_at, ?) + ?, ?)`,
          key,
          at,
          refillMs,
          at,
          refillMs,
          at + size * refillMs,
        ),
      );
    },
    giveBack: async ({ key, refillMs }) => {
      await database.run(sql('update ca_budgets set due_at = due_at - ? where key = ?', refillMs, key));
    },
    firstSpent: async (budgets, now) => {
      const rows = await database.all(
        sql(
          'select key, due_at from ca_budgets where key in (select value from json_each(?))',
          JSON.stringify(budgets.map((one) => one.key)),
        ),
      );
      const due = new Map(rows.map(rowReader).map((row) => [row.text('key'), row.number('due_at')]));
      return budgets
        .map((budget) => spentAt(budget, due.get(budget.key), now))
        .find((one) => one !== undefined);
    },
    remember: async (refusals) => {
      await database.batch(refusals.flatMap(rememberOne));
    },
    refused: async (keys, now) => {
      const row = await database.first(
        sql(
          `select key, words, refused_at, lasts_until from ca_refusals
           where key in (select value from json_each(?)) and refused_at <= ? and lasts_until > ?
           order by lasts_until desc limit 1`,
          JSON.stringify(keys),
          now.getTime(),
          now.getTime(),
        ),
      );
      return row === undefined ? undefined : refusalOf(row);
    },
  };
  return store;
}

function rememberOne({ key, words, at, until }: CaRefusal): readonly SqlStatement[] {
  return [
    sql('delete from ca_refusals where lasts_until <= ?', at.getTime()),
    sql(
      `insert into ca_refusals (key, words, refused_at, lasts_until) values (?, ?, ?, ?)
       on conflict (key) do update set words = excluded.words, refused_at = excluded.refused_at,
         lasts_until = excluded.lasts_until`,
      key,
      words,
      at.getTime(),
      until.getTime(),
    ),
  ];
}

function refusalOf(row: SqlRow): CaRefusal {
  const read = rowReader(row);
  return {
    key: read.text('key'),
    words: read.text('words'),
    at: new Date(read.number('refused_at')),
    until: new Date(read.number('lasts_until')),
  };
}

function spentAt(budget: CountedBudget, dueAt: number | undefined, now: Date): SpentBudget | undefined {
  const { key, size, refillMs } = budget;
  const freeAt = (dueAt ?? 0) - (size - 1) * refillMs;
  const isSpent = freeAt > now.getTime() && (dueAt ?? 0) <= latestDue(budget, now);
  return isSpent ? { key, freeAt: new Date(Math.ceil(freeAt)) } : undefined;
}

/** A due time beyond the whole window was written under another clock, and says nothing. */
function latestDue({ size, refillMs }: CountedBudget, now: Date): number {
  return now.getTime() + size * refillMs + 1;
}

async function takeOne(database: SqlDatabase, budget: CountedBudget, now: Date): Promise<boolean> {
  const { key, size, refillMs } = budget;
  const at = now.getTime();
  const latest = latestDue(budget, now);
  const { changes } = await database.run(
    sql(
      `insert into ca_budgets (key, due_at) values (?, ? + ?)
       on conflict (key) do update set due_at = case when due_at > ? then ? else max(due_at, ?) end + ?
       where due_at > ? or due_at - ? * ? <= ?`,
      key,
      at,
      refillMs,
      latest,
      at,
      at,
      refillMs,
      latest,
      size - 1,
      refillMs,
      at,
    ),
  );
  return changes > 0;
}
