import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerHost } from '../../src/ports/server-host.ts';
import { createTestHost, openTestServer, serverConfig, type TestServer } from '../support/hosted.ts';
import { addMember, fullClient } from '../support/members.ts';
import { openBrowser, PASSWORD, type Person } from '../support/sign-in.ts';

const OTHER = 'another sentence that is kept in mind';
const EMAIL = 'grace@example.org';

describe('a link that the operator hands over, where no mail is sent', () => {
  let server: TestServer;
  let host: ServerHost;
  beforeEach(async () => {
    server = await openTestServer();
    host = createTestHost();
    // She accepted at a terminal: she has a key and no password.
    await addMember(server, EMAIL, 'member');
  });
  afterEach(() => server.dispose());

  const browser = (): Person => openBrowser(server.url, server.fetch);
  const rows = (sql: string, ...values: string[]): Record<string, unknown>[] => {
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  };
  const makeLink = async (email = EMAIL): Promise<string> => {
    const config = serverConfig(server.folder, { publicUrl: server.url });
    const { link } = await host.passwordLink(config, email);
    expect(link).toContain(`${server.url}/password/new?token=rgl_`);
    return new URL(link).searchParams.get('token') ?? '';
  };
  const set = async (token: string, password = PASSWORD): Promise<number> =>
    (await browser().send('/password/new', { token, password })).status;
  const signIn = async (password: string): Promise<number> =>
    (await browser().send('/sign-in', { email: EMAIL, password })).status;

  it('sets a password, once, and all that she has besides stays', async () => {
    const [user] = rows('select id from users where email = ?', EMAIL);
    rows(
      "insert into passkeys values ('key', ?, 'laptop', '', 0, '', null) returning id",
      String(user?.['id']),
    );
    const token = await makeLink('Grace@Example.ORG');
    expect((await browser().see(`/password/new?token=${token}`)).text).toContain('new-password');
    expect(await set(token, 'short')).toBe(422);
    const answers = await Promise.all([set(token), set(token, OTHER), set(token)]);
    expect(answers.toSorted((a, b) => a - b)).toEqual([200, 401, 401]);
    expect([await signIn(PASSWORD), await signIn(OTHER)].toSorted((a, b) => a - b)).toEqual([200, 403]);
    expect(rows('select id from passkeys')).toHaveLength(1);
    expect(
      rows('select id from api_keys where user_id = ? and revoked_at is null', String(user?.['id'])),
    ).toHaveLength(1);
    // The operator's word proves nothing of who reads the mail of that address.
    expect(rows('select 1 from users where email = ? and email_verified = 1', EMAIL)).toEqual([]);
    expect(JSON.stringify(rows('select * from mailed_links'))).not.toContain(token);
  });

  it('can be opened where the server listens on an address of IPv6', async () => {
    const config = serverConfig(server.folder, { host: '::1', port: 8053 });
    const { link } = await host.passwordLink(config, EMAIL);
    expect(URL.parse(link)?.host).toBe('[::1]:8053');
  });

  it('ends sessions, and every other link, and is good for an hour', async () => {
    const [first, second] = [await makeLink(), await makeLink()];
    expect(await set(first)).toBe(200);
    expect(await set(second, OTHER)).toBe(401);
    const grace = browser();
    await grace.send('/sign-in', { email: EMAIL, password: PASSWORD });
    expect((await grace.see('/')).text).toContain(EMAIL);
    const third = await makeLink();
    const [link] = rows('select created_at, expires_at from mailed_links');
    expect(Date.parse(String(link?.['expires_at'])) - Date.parse(String(link?.['created_at']))).toBe(
      3_600_000,
    );
    expect(await set(third, OTHER)).toBe(200);
    expect((await grace.see('/')).path).toBe('/sign-in');
    const late = await makeLink();
    rows("update mailed_links set expires_at = '2020-01-01T00:00:00.000Z' returning hash");
    expect(await set(late)).toBe(401);
  });

  it('stands in the audit log, as it is made and as it is used', async () => {
    await set(await makeLink());
    const { audit } = fullClient(server);
    const entries = await audit.list({ after: 0, limit: 100 });
    const about = entries.filter(({ action }) => action.startsWith('password.'));
    expect(about.map(({ action, actor, details }) => ({ action, actor, details }))).toMatchObject([
      { action: 'password.link', actor: 'operator of the server', details: { email: EMAIL } },
      { action: 'password.set', details: { by: 'link of the operator' } },
    ]);
    expect((await audit.verify()).broken).toBeNull();
  });

  it('is made for nobody who is not there, nor past an outside issuer, nor without end', async () => {
    await expect(makeLink('nobody@example.org')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (let i = 0; i < 3; i += 1) await makeLink();
    await expect(makeLink()).rejects.toMatchObject({ code: 'CONFLICT' });
    rows('delete from mailed_links returning hash');
    rows(
      "insert into sign_in_methods (id, user_id, provider_id, account_id, created_at, updated_at) select 'x', id, 'okta', 'x', '', '' from users where email = ? returning id",
      EMAIL,
    );
    await expect(makeLink()).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(rows('select * from mailed_links')).toEqual([]);
  });

  it('proves no address', async () => {
    const token = await makeLink();
    await set(await makeLink());
    const grace = browser();
    await grace.send('/sign-in', { email: EMAIL, password: PASSWORD });
    expect((await grace.send('/address/verify', { token })).status).toBe(401);
    const after = await makeLink();
    await grace.send('/sign-in', { email: EMAIL, password: PASSWORD });
    expect((await grace.send('/address/verify', { token: after })).status).toBe(401);
  });
});
