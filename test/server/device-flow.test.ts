import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceFlowContract } from '../contracts/device-flow.ts';
import { serverConfig, openTestServer, type TestServer } from '../support/hosted.ts';
import { openProgram, type OAuthAnswer, type Program } from '../support/device-flow.ts';
import { approve, openBrowser, setUpByPage, type Person } from '../support/sign-in.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { createSqlDeviceRequestStore } from '../../src/adapters/stores/sql/sessions.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import { createServerHost } from '../../src/main/server-host.ts';

const MINUTE_MS = 60_000;

deviceFlowContract('Node', openTestServer);

describe('programs that are let in, and their rows', () => {
  let server: TestServer;
  let ada: Person;
  let program: Program;
  beforeEach(async () => {
    server = await openTestServer();
    ada = openBrowser(server.url, server.fetch);
    await setUpByPage(ada, server.setupToken, 'ada@example.org');
    program = openProgram(server.url, server.fetch);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server.dispose();
  });
  const logIn = async (): Promise<OAuthAnswer> => {
    const asked = await program.begin();
    expect(await approve(ada, String(asked['user_code']))).toContain('is let in');
    return program.redeem(asked['device_code']);
  };

  it('are answered by one statement, which looks for itself whether they are still open', async () => {
    const database = openNodeDatabase(join(server.folder, 'server', 'control.db'));
    try {
      const store = createSqlDeviceRequestStore(database);
      const code = String((await program.begin())['user_code']);
      const user = String((await database.first(sql('select id from users')))?.['id']);
      const now = new Date(Date.now()).toISOString();
      const after = new Date(Date.now() + 11 * MINUTE_MS).toISOString();
      expect(await store.answer(code, { approved: false, user }, after)).toBe(false);
      expect(await store.answer(code, { approved: false, user }, now)).toBe(true);
      expect(await store.answer(code, { approved: true, user, organization: 'org' }, now)).toBe(false);
    } finally {
      await database.close();
    }
  });

  it('may do what the person may do now, whatever the token', async () => {
    const { access_token: token } = await logIn();
    const payload = JSON.parse(
      atob(String(token).split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''),
    ) as object;
    expect(payload).toMatchObject({ iss: server.url, aud: `${server.url}/api/v1`, scope: 'offline_access' });
    expect(JSON.stringify(payload)).not.toMatch(/owner|zones:|\*/);
    const database = openNodeDatabase(join(server.folder, 'server', 'control.db'));
    try {
      expect(await program.call(token, 'POST')).toBe(200);
      await database.run(sql("update members set role = 'viewer'"));
      expect(await program.call(token, 'POST')).toBe(403);
      await database.run(sql('delete from members'));
      expect(await program.call(token)).toBe(401);
    } finally {
      await database.close();
    }
  });

  it('stay logged in when the keys of the server are exchanged', async () => {
    const tokens = await logIn();
    vi.useRealTimers();
    await server.app.close();
    const config = serverConfig(server.folder);
    const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined };
    const options = { version: '0', environment: {}, resolver: { hosts: {}, roots: [] }, logger };
    await createServerHost(options).rotateKeys(config);
    server = await openTestServer({ reopen: server });
    program = openProgram(server.url, server.fetch);
    expect(await program.call(tokens['access_token'], 'POST')).toBe(200);
    const again = await program.refresh(tokens['refresh_token']);
    expect(kidOf(again)).not.toBe(kidOf(tokens));
    expect(await program.call(again['access_token'], 'POST')).toBe(200);
    const browser = openBrowser(server.url, server.fetch);
    for (const [name, value] of ada.cookies) browser.cookies.set(name, value);
    expect((await browser.see('/')).text).toContain('signed in as');
  });
});

function kidOf(tokens: OAuthAnswer): unknown {
  return (JSON.parse(atob(String(tokens['access_token']).split('.')[0] ?? '')) as { kid: unknown }).kid;
}
