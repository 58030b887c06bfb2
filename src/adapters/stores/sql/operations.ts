import { RegctlError } from '../../../core/errors.ts';
import type {
  Operation,
  OperationEntry,
  OperationStatus,
  OperationStore,
} from '../../../ports/operation-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import type { Telling } from './events.ts';
import { loadPlan, savePlan } from './plans.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

type OperationFilter = Parameters<OperationStore['list']>[0];

/** Entries as `o`, each with the later ones that went on with it or overtook it. */
const SELECT = `select o.*,
    (select max(later.id) from operations later where later.plan = o.plan and later.id > o.id) as continued_by,
    case when o.status = 'done' or (o.status = 'failed' and o.error_code is not 'INTERRUPTED') then null else (
      select later.id from operations later
      where later.account = o.account and later.zone = o.zone and later.id > o.id and later.plan <> o.plan and later.applied_changes > 0
      order by later.id limit 1) end as overtaken_by
  from operations o`;

/** What a filter may leave open, and what no index is of use to for that. */
const REST =
  '(? is null or o.account = ?) and (? is null or o.zone = ?) and (? is null or o.status = ?) and (? is null or o.id < ?)';

/** Keeps the journal of applies in a SQL database, and with each entry what there is to tell of it. */
export function createSqlOperationStore(
  database: SqlDatabase,
  telling?: Telling<OperationEntry>,
): OperationStore {
  const withPlan = async (row: SqlRow): Promise<Operation> => {
    const id = rowReader(row).text('plan');
    const plan = await loadPlan(database, id);
    if (plan !== undefined) return fromRow(row, plan);
    throw new RegctlError('STORE_FAILED', `the store lacks plan ${id} of an operation`, {
      reason: 'a row is missing',
      hint: 'run `regctl doctor`',
    });
  };
  return {
    save: async (operation) => {
      const known = await database.first(sql('select id from operations where id = ?', operation.id));
      const events = telling?.eventsOf(operation) ?? [];
      await database.batch([
        ...(known === undefined ? savePlan(operation.plan) : []),
        upsert(operation),
        ...(telling?.writer.statements(events) ?? []),
      ]);
      await telling?.writer.written(events);
    },
    get: async (id) => {
      const row = await database.first(sql(`${SELECT} where o.id = ?`, id));
      return row === undefined ? undefined : withPlan(row);
    },
    list: async (filter) => {
      const rows = await database.all(select(filter));
      return Promise.all(rows.map(withPlan));
    },
  };
}

/** Each filter by the index that leads to the fewest rows: an apply asks for its plan and its zone, whose entries become more with each. */
function select(filter: OperationFilter): SqlStatement {
  const { plan, account, zone, status } = filter;
  if (plan !== undefined) return selectBy('o.plan = ?', [plan], 'o.id', filter);
  if (account === undefined || zone === undefined) return selectBy('o.id > ?', [''], 'o.id', filter);
  if (status === undefined) return selectBy('o.account = ? and o.zone = ?', [account, zone], 'o.id', filter);
  // Without the sign, SQLite goes through all of the zone, as they are in order there.
  return selectBy('o.account = ? and o.zone = ? and o.status = ?', [account, zone, status], '+o.id', filter);
}

function selectBy(
  key:
    | 'o.plan = ?'
    | 'o.id > ?'
    | 'o.account = ? and o.zone = ?'
    | 'o.account = ? and o.zone = ? and o.status = ?',
  values: readonly string[],
  order: 'o.id' | '+o.id',
  { account, zone, status, before, limit }: OperationFilter,
): SqlStatement {
  return sql(
    `${SELECT} where ${key} and ${REST} order by ${order} desc limit ?`,
    ...values,
    account ?? null,
    account ?? null,
    zone ?? null,
    zone ?? null,
    status ?? null,
    status ?? null,
    before ?? null,
    before ?? null,
    limit,
  );
}

function upsert(operation: OperationEntry): SqlStatement {
  return sql(
    `insert into operations (id, account, zone, status, plan, applied_changes, in_flight_changes, started_at, updated_at, actor,
       snapshot_before, snapshot_after, error_code, error_message)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (id) do update set status = excluded.status, applied_changes = excluded.applied_changes,
       in_flight_changes = excluded.in_flight_changes, updated_at = excluded.updated_at, snapshot_before = excluded.snapshot_before,
       snapshot_after = excluded.snapshot_after, error_code = excluded.error_code, error_message = excluded.error_message`,
    operation.id,
    operation.account,
    operation.zone,
    operation.status,
    operation.plan.id,
    operation.appliedChanges,
    operation.inFlightChanges,
    operation.startedAt,
    operation.updatedAt,
    operation.actor,
    operation.snapshotBefore,
    operation.snapshotAfter,
    operation.error?.code ?? null,
    operation.error?.message ?? null,
  );
}

function fromRow(row: SqlRow, plan: Operation['plan']): Operation {
  const read = rowReader(row);
  const code = read.textOrNull('error_code');
  return {
    id: read.text('id'),
    account: read.text('account'),
    zone: read.text('zone'),
    status: statusOf(read.text('status'), code),
    plan,
    appliedChanges: read.number('applied_changes'),
    inFlightChanges: read.number('in_flight_changes'),
    startedAt: read.text('started_at'),
    updatedAt: read.text('updated_at'),
    actor: read.text('actor'),
    snapshotBefore: read.textOrNull('snapshot_before'),
    snapshotAfter: read.textOrNull('snapshot_after'),
    error: code === null ? null : { code, message: read.textOrNull('error_message') ?? '' },
    continuedBy: read.textOrNull('continued_by'),
    overtakenBy: read.textOrNull('overtaken_by'),
  };
}

/** Entries of earlier versions call an interrupted apply failed, partial or abandoned, by how much it had written. */
function statusOf(word: string, errorCode: string | null): OperationStatus {
  const hasEnded = word !== 'running' && word !== 'done';
  return hasEnded && errorCode === 'INTERRUPTED' ? 'interrupted' : (word as OperationStatus);
}
