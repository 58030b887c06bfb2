import { expect, it } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import type { OrganizationPart } from '../../src/control-plane/organization.ts';
import { workOffJobs } from '../../src/main/worker-jobs.ts';
import { env } from './env.ts';
import { openWorkerSubject } from './subject.ts';
import { workerOptions } from './server.ts';

/** Rows that the store of an organization holds; none where it has no tables any more. */
async function rowsIn(organization: string): Promise<number> {
  const reply = await env.ORGANIZATIONS.getByName(organization).sql({
    kind: 'all',
    statements: [sql('select count(*) as rows from accounts')],
  });
  return 'rows' in reply ? Number(reply.rows[0]?.['rows']) : 0;
}

it('the store of an organization that is deleted is emptied, and that of another is not', async () => {
  const server = await openWorkerSubject();
  const names: { readonly id: string; readonly slug: string; readonly token: string }[] = [];
  for (const token of [server.token, await server.addOrganization()]) {
    const client = server.client(token);
    await client.accounts.add({ name: 'main', ...server.account });
    const organizations = client.organizations as NonNullable<OrganizationPart['organizations']>;
    const own = (await organizations.list())[0];
    names.push({ id: own?.id ?? '', slug: own?.slug ?? '', token });
  }
  const [kept, gone] = names;
  if (kept === undefined || gone === undefined) throw new Error('there are two');
  const client = server.client(gone.token);
  await client.accounts.remove('main');
  // What no call of the API would take away again.
  const put = sql(
    "insert into accounts (name, provider, settings, zones, credentials, created_at) values ('left', 'none', '{}', '[]', 'none', '')",
  );
  await client.organizations?.delete({ confirm: gone.slug });
  await env.ORGANIZATIONS.getByName(gone.id).sql({ kind: 'run', statements: [put] });
  expect(await rowsIn(gone.id)).toBe(1);
  await workOffJobs(workerOptions);
  expect(await rowsIn(gone.id)).toBe(0);
  expect(await rowsIn(kept.id)).toBe(1);
  const database = createD1Database(env.DB);
  const left = await database.all(sql('select type, state from queue_jobs where organization = ?', gone.id));
  expect(left).toEqual([{ type: 'organizations.clear', state: 'scheduled' }]);
});
