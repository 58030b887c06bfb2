import { describe, expect, it } from 'vitest';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { openNodeDatabase } from './node.ts';
import { readingReplica } from './replica.ts';
import { sql } from './statement.ts';

const SELECT = sql("select body from lookups where key = 'k'");

/** A replica that is behind its primary by everything. */
async function open(): Promise<{ replica: SqlDatabase; primary: SqlDatabase; both: SqlDatabase }> {
  const [replica, primary] = [openNodeDatabase(':memory:'), openNodeDatabase(':memory:')];
  await primary.run(sql("insert into lookups (key, body, read_at) values ('k', 'new', '')"));
  return { replica, primary, both: readingReplica(replica, primary) };
}

describe('reading from a replica', () => {
  it('asks the primary for a row that is too new for it', async () => {
    const { both } = await open();
    expect(await both.first(SELECT)).toEqual({ body: 'new' });
  });

  it('takes what the replica has, and lists as it lists', async () => {
    const { both, replica } = await open();
    expect(await both.all(SELECT)).toEqual([]);
    await replica.run(sql("insert into lookups (key, body, read_at) values ('k', 'old', '')"));
    expect(await both.first(SELECT)).toEqual({ body: 'old' });
  });

  it('asks nobody but the primary once something was written, even where that was refused', async () => {
    const { both, replica } = await open();
    await replica.run(sql("insert into lookups (key, body, read_at) values ('k', 'old', '')"));
    expect(await both.first(SELECT)).toEqual({ body: 'old' });
    const taken = both.run(sql("insert into lookups (key, body, read_at) values ('k', 'mine', '')"));
    await expect(taken).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await both.first(SELECT)).toEqual({ body: 'new' });
    expect(await both.all(SELECT)).toEqual([{ body: 'new' }]);
  });

  it('writes to the primary, whatever the form of the statement', async () => {
    const { both, replica, primary } = await open();
    await both.run(sql("update lookups set body = 'a'"));
    await both.first(sql("update lookups set body = body || 'b' returning body"));
    await both.all(sql("insert into lookups (key, body, read_at) values ('l', 'c', '') returning key"));
    await both.batch([sql("delete from lookups where key = 'l'")]);
    expect(await primary.all(sql('select key, body from lookups'))).toEqual([{ key: 'k', body: 'ab' }]);
    expect(await replica.all(sql('select * from lookups'))).toEqual([]);
  });
});
