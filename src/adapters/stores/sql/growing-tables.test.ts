import { describe, expect, it } from 'vitest';
import type { SqlDatabase, SqlStatement } from '../../../ports/sql-database.ts';
import { openNodeDatabase } from './node.ts';
import { createSqlOperationStore } from './operations.ts';
import { rowReader } from './row.ts';
import { createSqlSnapshotStore } from './snapshots.ts';

/** Does work on a store, and gives how SQLite finds the rows of each of its reads. */
async function waysOf(work: (database: SqlDatabase) => Promise<unknown>): Promise<readonly string[]> {
  const database = openNodeDatabase(':memory:');
  const reads: SqlStatement[] = [];
  const tapped: SqlDatabase = {
    ...database,
    all: (statement) => (reads.push(statement), database.all(statement)),
    first: (statement) => (reads.push(statement), database.first(statement)),
  };
  await work(tapped);
  const ways: string[] = [];
  for (const { sql, values } of reads)
    for (const row of await database.all({ sql: `explain query plan ${sql}`, values }))
      ways.push(rowReader(row).text('detail'));
  await database.close();
  return ways;
}

describe('tables that grow with each apply', () => {
  const zone = { account: 'a', zone: 'example.org' };
  it.each([
    [{ ...zone, plan: 'p' }, 'operations_by_plan (plan=?)'],
    [{ ...zone, status: 'running' as const }, 'operations_by_status (status=? AND account=? AND zone=?)'],
    [zone, 'operations_by_zone (account=? AND zone=?)'],
    [{}, 'sqlite_autoindex_operations_1 (id>?)'],
  ])('operations %j are found by their index', async (filter, index) => {
    const ways = await waysOf((database) => createSqlOperationStore(database).list({ ...filter, limit: 10 }));
    expect(ways).toContain(`SEARCH o USING INDEX ${index}`);
    expect(ways.filter((way) => way.startsWith('SCAN'))).toEqual([]);
  });

  it('a snapshot is saved without a look at the others', async () => {
    const snapshot = { id: 'snap_1', ...zone, takenAt: '2026-01-01T00:00:00Z', moment: 'before' as const };
    const rest = { operation: null, reason: 'r', hash: 'h', records: 0 };
    const ways = await waysOf((database) =>
      createSqlSnapshotStore(database).save({ ...snapshot, ...rest }, []),
    );
    expect(ways.filter((way) => !way.startsWith('SEARCH snapshot_content'))).toEqual([]);
  });
});
