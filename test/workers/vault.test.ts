import { describe, expect, it } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { remoteDatabase } from '../../src/adapters/stores/sql/durable.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { env } from './env.ts';
import { openWorkerServer } from './server.ts';

const SECRET = 'correct-horse-battery-staple';
const ACCOUNT = {
  name: 'main',
  provider: 'powerdns',
  endpoint: 'http://127.0.0.1:1',
  verify: false,
  credentials: { 'api-key': SECRET },
};

describe('secrets and the audit log on Workers', () => {
  it('no secret can be read in the directory or in the store of the organization', async () => {
    const server = await openWorkerServer();
    await server.client().accounts.add(ACCOUNT);
    const directory = createD1Database(env.DB);
    const organization = String((await directory.first(select('select id from organizations')))?.['id']);
    const store = remoteDatabase((call) => env.ORGANIZATIONS.getByName(organization).sql(call));
    expect(await store.all(select('select name, credentials from accounts'))).toEqual([
      { name: 'main', credentials: 'vault' },
    ]);
    const kept = JSON.stringify([await everything(directory), await everything(store)]);
    expect(kept).toContain('powerdns');
    expect(kept).not.toContain(SECRET);
    expect(kept).not.toContain(server.token);
  });

  it('a changed entry of the audit log is found', async () => {
    const server = await openWorkerServer();
    await server.client().accounts.add(ACCOUNT);
    expect(await server.client().audit?.verify()).toMatchObject({ broken: null });
    const directory = createD1Database(env.DB);
    const change = select("update audit_entries set actor = 'nobody' where sequence = 1");
    await expect(directory.run(change)).rejects.toMatchObject({ code: 'STORE_FAILED' });
    const triggers = await directory.all(
      select("select name from sqlite_schema where type = 'trigger' and tbl_name = 'audit_entries'"),
    );
    for (const { name } of triggers) await directory.run(select(`drop trigger ${String(name)}`));
    await directory.run(change);
    expect(await server.client().audit?.verify()).toMatchObject({ broken: { sequence: 1 } });
  });

  it('of many requests at a time each has its place in the audit log', async () => {
    const server = await openWorkerServer();
    const names = Array.from({ length: 10 }, (_, i) => `a${String(i)}`);
    const client = server.client();
    await Promise.all(names.map((name) => client.accounts.add({ ...ACCOUNT, name })));
    const entries = await client.audit?.list({ after: 0, limit: 100 });
    expect(entries?.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(await client.audit?.verify()).toMatchObject({ broken: null, entries: 20 });
  });
});

function select(text: string): { readonly sql: string; readonly values: [] } {
  return { sql: text, values: [] };
}

/** The rows of every table. */
async function everything(database: SqlDatabase): Promise<unknown> {
  const tables = await database.all(
    select(
      "select name from sqlite_schema where type = 'table' and name not like '\\_%' escape '\\' and name not like 'sqlite%'",
    ),
  );
  return Promise.all(tables.map(({ name }) => database.all(select(`select * from "${String(name)}"`))));
}
