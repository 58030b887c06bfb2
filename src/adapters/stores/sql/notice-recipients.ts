import type { NoticeRecipients } from '../../../ports/mailer.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Finds the addresses of owners and admins in a SQL database. */
export function createSqlNoticeRecipients(database: SqlDatabase): NoticeRecipients {
  return {
    of: async (organization) => {
      const rows = await database.all(
        sql(
          `select distinct users.email from members join users on users.id = members.user_id
           where members.organization_id = ? and members.role in ('owner', 'admin') order by users.email`,
          organization,
        ),
      );
      return rows.map((row) => rowReader(row).text('email'));
    },
  };
}
