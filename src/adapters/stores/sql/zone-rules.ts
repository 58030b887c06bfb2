import type { SqlDatabase } from '../../../ports/sql-database.ts';
import type { ZoneRule, ZoneRuleStore } from '../../../ports/zone-rule-store.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Keeps rules about zones in a SQL database. */
export function createSqlZoneRuleStore(database: SqlDatabase): ZoneRuleStore {
  return {
    list: async (account, zone) => {
      const rows = await database.all(
        sql('select body from zone_rules where account = ? and zone = ? order by id', account, zone),
      );
      return rows.map((row) => rowReader(row).json('body') as ZoneRule);
    },
    add: async (account, zone, rule) => {
      await database.run(
        sql(
          'insert into zone_rules (account, zone, id, kind, body) values (?, ?, ?, ?, ?)',
          account,
          zone,
          rule.id,
          rule.kind,
          JSON.stringify(rule),
        ),
      );
    },
    remove: async (account, zone, id) => {
      const { changes } = await database.run(
        sql('delete from zone_rules where account = ? and zone = ? and id = ?', account, zone, id),
      );
      return changes > 0;
    },
  };
}
