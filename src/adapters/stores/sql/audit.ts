import type { Json } from '../../../core/errors.ts';
import type { AuditEntry, AuditStore } from '../../../ports/audit-log.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps audit entries in a SQL database. */
export function createSqlAuditStore(database: SqlDatabase): AuditStore {
  return {
    add: async (entry) => {
      await database.run(
        sql(
          'insert into audit_entries (organization, sequence, at, actor, source, request_id, action, outcome, code, details, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          entry.organization,
          entry.sequence,
          entry.at,
          entry.actor,
          entry.source,
          entry.requestId,
          entry.action,
          entry.outcome,
          entry.code,
          JSON.stringify(entry.details),
          entry.hash,
        ),
      );
    },
    last: async (organization) => {
      const row = await database.first(
        sql(
          'select * from audit_entries where organization = ? order by sequence desc limit 1',
          organization,
        ),
      );
      return row === undefined ? undefined : fromRow(row);
    },
    organizations: async () => {
      const rows = await database.all(
        sql('select distinct organization from audit_entries order by organization'),
      );
      return rows.map((row) => rowReader(row).text('organization'));
    },
    list: async ({ organization, after, limit }) => {
      const rows = await database.all(
        sql(
          'select * from audit_entries where organization = ? and sequence > ? order by sequence limit ?',
          organization,
          after,
          limit,
        ),
      );
      return rows.map(fromRow);
    },
  };
}

function fromRow(row: SqlRow): AuditEntry {
  const read = rowReader(row);
  return {
    organization: read.text('organization'),
    sequence: read.number('sequence'),
    at: read.text('at'),
    actor: read.text('actor'),
    source: read.textOrNull('source'),
    requestId: read.text('request_id'),
    action: read.text('action'),
    outcome: read.text('outcome') as AuditEntry['outcome'],
    code: read.textOrNull('code'),
    details: read.json('details') as Json,
    hash: read.text('hash'),
  };
}
