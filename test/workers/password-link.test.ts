import { beforeEach, expect, it } from 'vitest';
import { createWrittenDatabase } from '../../src/adapters/stores/sql/written-out.ts';
import { makePasswordLink } from '../../src/main/password-link.ts';
import type { SqlRow } from '../../src/ports/sql-database.ts';
import { addMember, fullClient } from '../support/members.ts';
import { openBrowser, PASSWORD } from '../support/sign-in.ts';
import { env } from './env.ts';
import { openWorkerServer, type WorkerServer } from './server.ts';

const EMAIL = "o'brien@example.org";
const sent: string[] = [];
/** D1 as a command has it: texts and nothing else. */
const directory = createWrittenDatabase(async (text) => {
  sent.push(text);
  return (await env.DB.prepare(text).all()).results as readonly SqlRow[];
});

let server: WorkerServer;
beforeEach(async () => {
  sent.length = 0;
  server = await openWorkerServer();
  await addMember(server, EMAIL, 'member');
});
const makeLink = async (email = EMAIL): Promise<string> => {
  const { link } = await makePasswordLink(directory, server.url, email);
  expect(link).toContain(`${server.url}/password/new?token=rgl_`);
  return new URL(link).searchParams.get('token') ?? '';
};

it('a link of the operator sets a password on Workers, once, and stands in the audit log', async () => {
  const token = await makeLink();
  expect(sent.join()).not.toContain(token);
  const browser = openBrowser(server.url, server.fetch);
  expect((await browser.send('/password/new', { token, password: PASSWORD })).status).toBe(200);
  expect((await browser.send('/password/new', { token, password: PASSWORD })).status).toBe(401);
  expect((await browser.send('/sign-in', { email: EMAIL, password: PASSWORD })).status).toBe(200);
  const { audit } = fullClient(server);
  const entries = await audit.list({ after: 0, limit: 100 });
  expect(entries.filter(({ action }) => action.startsWith('password.'))).toMatchObject([
    { action: 'password.link', actor: 'operator of the server', details: { email: EMAIL } },
    { action: 'password.set', details: { by: 'link of the operator' } },
  ]);
  expect((await audit.verify()).broken).toBeNull();
});

it('a link is made for nobody else than who was named, and no more than three', async () => {
  for (const odd of ["x' or 1=1 --@example.org", "x\u0000' or '1'='1"])
    await expect(makeLink(odd), odd).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (let made = 0; made < 3; made += 1) await makeLink();
  await expect(makeLink()).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('the audit log finds its place where somebody else writes at the same time', async () => {
  await Promise.all([makeLink(), makeLink(), makeLink()]);
  expect((await fullClient(server).audit.verify()).broken).toBeNull();
});
