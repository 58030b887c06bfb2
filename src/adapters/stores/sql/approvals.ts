import type { Json } from '../../../core/errors.ts';
import type { Approval, ApprovalRule, ApprovalStore } from '../../../ports/approval-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { toPieces } from './pieces.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps what needs a second person in a SQL database. */
export function createSqlApprovalStore(database: SqlDatabase): ApprovalStore {
  const changed = async (statement: ReturnType<typeof sql>): Promise<boolean> =>
    (await database.run(statement)).changes > 0;
  return {
    rules: async (organization) => {
      const rows = await database.all(
        sql('select * from approval_rules where organization_id = ? order by id', organization),
      );
      return rows.map(ruleFromRow);
    },
    addRule: async (organization, rule) => {
      await database.run(
        sql(
          'insert into approval_rules (id, organization_id, kind, account, zone, hours, created_at) values (?, ?, ?, ?, ?, ?, ?)',
          rule.id,
          organization,
          rule.kind,
          rule.account,
          rule.zone,
          rule.hours,
          rule.createdAt,
        ),
      );
    },
    removeRule: (organization, id) =>
      changed(sql('delete from approval_rules where organization_id = ? and id = ?', organization, id)),
    list: async (organization, now) => {
      const rows = await database.all(
        sql('select * from approvals where organization_id = ? order by id', organization),
      );
      return rows.map((row) => fromRow(row, now));
    },
    get: async (organization, id, now) => {
      const row = await database.first(
        sql('select * from approvals where organization_id = ? and id = ?', organization, id),
      );
      return row === undefined ? undefined : fromRow(row, now);
    },
    open: async (organization, digest, now) => {
      const row = await database.first(
        sql(
          "select * from approvals where organization_id = ? and digest = ? and state in ('pending', 'approved') and expires_at > ?",
          organization,
          digest,
          now,
        ),
      );
      return row === undefined ? undefined : fromRow(row, now);
    },
    content: async (id) => {
      const pieces = await database.all(
        sql('select body from approval_content where approval = ? order by piece', id),
      );
      return JSON.parse(pieces.map((row) => rowReader(row).text('body')).join('')) as Json;
    },
    request: (organization, approval, content) => request(database, organization, approval, content),
    decide: (organization, id, { state, by, user, at, reason }) =>
      changed(
        sql(
          `update approvals set state = ?, decided_by = ?, decided_at = ?, reason = ?
             where organization_id = ? and id = ? and state = 'pending' and expires_at > ?
               and (requested_user is null or requested_user <> ?)`,
          state,
          by,
          at,
          reason,
          organization,
          id,
          at,
          user,
        ),
      ),
    take: (organization, id, at) =>
      changed(
        sql(
          "update approvals set state = 'used' where organization_id = ? and id = ? and state = 'approved' and expires_at > ?",
          organization,
          id,
          at,
        ),
      ),
    giveBack: async (organization, id) => {
      await database.run(
        sql(
          "update or ignore approvals set state = 'approved' where organization_id = ? and id = ? and state = 'used'",
          organization,
          id,
        ),
      );
    },
  };
}

async function request(
  database: SqlDatabase,
  organization: string,
  approval: Approval,
  content: Json,
): Promise<Approval> {
  const { digest } = approval;
  const pieces = toPieces(JSON.stringify(content));
  await database.batch([
    sql(
      "update approvals set state = 'expired' where organization_id = ? and digest = ? and state in ('pending', 'approved') and expires_at <= ?",
      organization,
      digest,
      approval.requestedAt,
    ),
    sql(
      `insert into approvals
         (id, organization_id, kind, digest, account, zone, subject, state, requested_by, requested_user, requested_at, expires_at)
         values (?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?, ?) on conflict do nothing`,
      approval.id,
      organization,
      approval.kind,
      digest,
      approval.account,
      approval.zone,
      approval.subject,
      approval.requestedBy,
      approval.requestedUser,
      approval.requestedAt,
      approval.expiresAt,
    ),
    ...pieces.map((body, i) =>
      sql(
        'insert into approval_content (approval, piece, body) select id, ?, ? from approvals where id = ?',
        i,
        body,
        approval.id,
      ),
    ),
  ]);
  const row = await database.first(
    sql(
      "select * from approvals where organization_id = ? and digest = ? and state in ('pending', 'approved')",
      organization,
      digest,
    ),
  );
  // Decided or used since, by somebody quick: whoever asks again sees how it stands.
  return row === undefined ? approval : fromRow(row, approval.requestedAt);
}

function ruleFromRow(row: SqlRow): ApprovalRule {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    kind: read.text('kind') as ApprovalRule['kind'],
    account: read.text('account'),
    zone: read.text('zone'),
    hours: read.number('hours'),
    createdAt: read.text('created_at'),
  };
}

function fromRow(row: SqlRow, now: string): Approval {
  const read = rowReader(row);
  const state = read.text('state') as Approval['state'];
  const expiresAt = read.text('expires_at');
  return {
    id: read.text('id'),
    kind: read.text('kind') as Approval['kind'],
    digest: read.text('digest'),
    account: read.text('account'),
    zone: read.text('zone'),
    subject: read.text('subject'),
    state: (state === 'pending' || state === 'approved') && expiresAt <= now ? 'expired' : state,
    requestedBy: read.text('requested_by'),
    requestedUser: read.textOrNull('requested_user'),
    requestedAt: read.text('requested_at'),
    expiresAt,
    decidedBy: read.textOrNull('decided_by'),
    decidedAt: read.textOrNull('decided_at'),
    reason: read.textOrNull('reason'),
  };
}
