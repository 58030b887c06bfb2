import type { Delegation, DelegationStore } from '../../../ports/delegation-store.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps the delegations of one organization in the store that all share, since a target must be nobody else's. */
export function createSqlDelegationStore(database: SqlDatabase, organization: string): DelegationStore {
  const first = async (column: 'domain' | 'label', value: string): Promise<Delegation | undefined> => {
    const row = await database.first(
      sql(
        `select body from delegations where organization_id = ? and ${column} = ? and state <> 'deleted'`,
        organization,
        value,
      ),
    );
    return row === undefined ? undefined : bodyOf(row);
  };
  return {
    create: async (delegation) => {
      await database.run(
        sql(
          `insert into delegations (id, organization_id, domain, label, state, next_check_at, body)
           values (?, ?, ?, ?, ?, ?, ?)`,
          delegation.id,
          organization,
          delegation.domain,
          labelOf(delegation.target),
          delegation.state,
          delegation.nextCheckAt,
          JSON.stringify(delegation),
        ),
      );
    },
    save: async (delegation) => {
      const { changes } = await database.run(
        sql(
          `update delegations set state = ?, next_check_at = ?, body = ?
           where id = ? and organization_id = ? and state <> 'deleted'`,
          delegation.state,
          delegation.nextCheckAt,
          JSON.stringify(delegation),
          delegation.id,
          organization,
        ),
      );
      return changes > 0;
    },
    find: (domain) => first('domain', domain),
    findTarget: async (target) => {
      const found = await first('label', labelOf(target));
      return found?.target === target ? found : undefined;
    },
    list: async ({ after, limit }) => {
      const rows = await database.all(
        sql(
          `select body from delegations where organization_id = ? and domain > ? and state <> 'deleted'
           order by domain limit ?`,
          organization,
          after,
          limit,
        ),
      );
      return rows.map(bodyOf);
    },
    due: async (now, limit) => {
      const rows = await database.all(
        sql(
          `select body from delegations where organization_id = ? and next_check_at <= ? and state <> 'deleted'
           order by next_check_at limit ?`,
          organization,
          now.toISOString(),
          limit,
        ),
      );
      return rows.map(bodyOf);
    },
    delete: async ({ id }) => {
      await database.batch([
        sql(
          `delete from challenge_values where label in
           (select label from delegations where id = ? and organization_id = ?)`,
          id,
          organization,
        ),
        sql(
          `update delegations set state = 'deleted', next_check_at = null where id = ? and organization_id = ?`,
          id,
          organization,
        ),
      ]);
    },
  };
}

/** The label of a target below the zone of the challenges. */
export function labelOf(target: string): string {
  return target.slice(0, target.indexOf('.'));
}

/** Bodies are written by this file alone and are of the form it writes. */
function bodyOf(row: SqlRow): Delegation {
  return rowReader(row).json('body') as Delegation;
}
