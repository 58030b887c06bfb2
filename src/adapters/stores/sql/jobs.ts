import type { Json } from '../../../core/errors.ts';
import type { Job, JobStatus, JobStore, LookupStore } from '../../../ports/job-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import type { Telling } from './events.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps requests to registrars in a SQL database, and with each what there is to tell of it. */
export function createSqlJobStore(database: SqlDatabase, telling?: Telling<Job>): JobStore {
  const one = async (where: string, value: string): Promise<Job | undefined> => {
    const row = await database.first(sql(`select * from registrar_jobs where ${where} = ?`, value));
    return row === undefined ? undefined : fromRow(row);
  };
  return {
    save: async (job) => {
      const events = telling?.eventsOf(job) ?? [];
      await database.batch([
        sql(
          `insert into registrar_jobs (id, account, provider, domain, action, status, idempotency_key, handle, detail, request, started_at, updated_at,
             actor, error_code, error_message)
           values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           on conflict (id) do update set status = excluded.status, idempotency_key = excluded.idempotency_key, handle = excluded.handle, detail = excluded.detail, request = excluded.request,
             updated_at = excluded.updated_at, error_code = excluded.error_code, error_message = excluded.error_message`,
          job.id,
          job.account,
          job.provider,
          job.domain,
          job.action,
          job.status,
          job.idempotencyKey,
          job.handle,
          job.detail,
          JSON.stringify(job.request),
          job.startedAt,
          job.updatedAt,
          job.actor,
          job.error?.code ?? null,
          job.error?.message ?? null,
        ),
        ...(telling?.writer.statements(events) ?? []),
      ]);
      await telling?.writer.written(events);
    },
    get: (id) => one('id', id),
    findByKey: (key) => one('idempotency_key', key),
    list: async ({ account, domain, action, statuses, before, limit }) => {
      const rows = await database.all(
        sql(
          `select * from registrar_jobs where (? is null or account = ?) and (? is null or domain = ?) and (? is null or action = ?)
             and (? is null or status in (select value from json_each(?))) and (? is null or id < ?) order by id desc limit ?`,
          account ?? null,
          account ?? null,
          domain ?? null,
          domain ?? null,
          action ?? null,
          action ?? null,
          statuses === undefined ? null : JSON.stringify(statuses),
          JSON.stringify(statuses ?? []),
          before ?? null,
          before ?? null,
          limit,
        ),
      );
      return rows.map(fromRow);
    },
  };
}

function fromRow(row: SqlRow): Job {
  const read = rowReader(row);
  const code = read.textOrNull('error_code');
  return {
    id: read.text('id'),
    account: read.text('account'),
    provider: read.text('provider'),
    domain: read.text('domain'),
    action: read.text('action'),
    status: read.text('status') as JobStatus,
    idempotencyKey: read.textOrNull('idempotency_key'),
    handle: read.textOrNull('handle'),
    detail: read.textOrNull('detail'),
    request: read.json('request') as Job['request'],
    startedAt: read.text('started_at'),
    updatedAt: read.text('updated_at'),
    actor: read.text('actor'),
    error: code === null ? null : { code, message: read.textOrNull('error_message') ?? '' },
  };
}

/** Keeps answers that change seldom in a SQL database. */
export function createSqlLookupStore(database: SqlDatabase): LookupStore {
  return {
    get: async (key) => {
      const row = await database.first(sql('select body, read_at from lookups where key = ?', key));
      if (row === undefined) return undefined;
      const read = rowReader(row);
      return { body: read.json('body') as Json, readAt: read.text('read_at') };
    },
    put: async (key, body, readAt) => {
      await database.run(
        sql(
          'insert into lookups (key, body, read_at) values (?, ?, ?) on conflict (key) do update set body = excluded.body, read_at = excluded.read_at',
          key,
          JSON.stringify(body),
          readAt,
        ),
      );
    },
  };
}
