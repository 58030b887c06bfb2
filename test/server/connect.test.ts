import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeBackup } from '../../src/adapters/stores/backup.ts';
import { PROVIDER_CLIENTS } from '../../src/cli/grant-config.ts';
import type { GrantClient } from '../../src/core/provider-grant.ts';
import type { Account, AccountStore } from '../../src/ports/account-store.ts';
import type { ServerConfig } from '../../src/ports/server-host.ts';
import { openGrantingProvider, GRANT_CLIENT, type GrantingProvider } from '../support/granting-provider.ts';
import { addOrganization, openTestServer, type TestServer } from '../support/hosted.ts';
import { fullClient, type FullControlPlane } from '../support/members.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import { openBrowser, PASSWORD, setUpByPage, type Person } from '../support/sign-in.ts';

const URL_OF_SERVER = 'http://control-plane.test';
const CALLBACK = `${URL_OF_SERVER}/connect/callback`;

describe('accounts that people connect by granting access', () => {
  let cloudflare: FakeCloudflare;
  let granting: GrantingProvider;
  let server: TestServer;
  let ada: Person;
  let organization: string;
  let config: Partial<ServerConfig>;
  let create: (accounts: AccountStore, one: Account) => Promise<void>;
  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    cloudflare = await startFakeCloudflare();
    granting = await openGrantingProvider(CALLBACK);
    granting.onToken = (token) => {
      const known = cloudflare.tokens.get(cloudflare.token);
      if (known !== undefined)
        cloudflare.tokens.set(token, { ...known, expiresAt: Date.now() + granting.lifetime * 1_000 });
    };
    const client: GrantClient = {
      provider: 'cloudflare',
      clientId: GRANT_CLIENT.id,
      clientSecret: GRANT_CLIENT.secret,
      scopes: ['dns.write', 'offline_access'],
      issuer: granting.url,
      endpoint: `${cloudflare.url}/client/v4`,
      allowPrivateAddress: true,
    };
    config = { providerClients: [client] };
    server = await openTestServer({
      config,
      limits: { address: 1e6, wrongTokens: 1e6, organization: 1e6 },
      wrap: (deps) => ({
        ...deps,
        accounts: { ...deps.accounts, create: (one) => create(deps.accounts, one) },
      }),
    });
    create = (accounts, one) => accounts.create(one);
    ada = openBrowser(server.url, server.fetch);
    await setUpByPage(ada, server.setupToken, 'ada@example.org');
    organization = (await fullClient(server).session.get()).organization.id;
  });
  afterEach(async () => {
    vi.useRealTimers();
    await server.dispose();
    await granting.close();
    await cloudflare.stop();
  });
  const pass = (seconds: number): void => void vi.setSystemTime(Date.now() + seconds * 1_000);
  /** Fills in the form. @returns where the page leads to */
  const begin = async (person = ada, to = organization): Promise<string> => {
    const { text } = await person.send('/connect', {
      provider: 'cloudflare',
      organization: to,
      name: 'main',
    });
    return (/href="([^"]+oauth2[^"]+)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
  };
  /** Answers at the provider. @returns where it sends the browser back to, below the server */
  const answer = async (url: string): Promise<string> => {
    const response = await fetch(url, { redirect: 'manual' });
    expect(response.status).toBe(302);
    return (response.headers.get('location') ?? '').slice(URL_OF_SERVER.length);
  };
  const connect = async (): Promise<void> => {
    const page = await ada.see(await answer(await begin()));
    expect(page.text).toContain('The account is connected');
  };
  const zones = async (): Promise<readonly string[]> =>
    (await fullClient(server).zones.list({ account: 'main' })).map(({ name }) => name);
  const everything = (): string => {
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    try {
      const tables = database.prepare("select name from sqlite_schema where type = 'table'").all();
      return JSON.stringify(
        tables.map(({ name }) => database.prepare(`select * from ${String(name)}`).all()),
      );
    } finally {
      database.close();
    }
  };

  it('work with the token that was granted, which lies in no table as it is', async () => {
    expect((await ada.see('/')).text).toContain('Connect an account');
    expect((await ada.see('/connect')).text).toContain('Cloudflare');
    await connect();
    expect(await zones()).toContain('example.com');
    expect(granting.asked).toEqual(['authorization_code']);
    const kept = everything();
    for (const secret of ['granted-access-token', 'refresh-', GRANT_CLIENT.secret])
      expect(kept).not.toContain(secret);
    const entries = await fullClient(server).audit.list({ after: 0, limit: 100 });
    const about = entries.filter(({ action }) => action === 'accounts.connect');
    expect(about.map(({ outcome, details }) => ({ outcome, details }))).toEqual([
      { outcome: 'begun', details: { provider: 'cloudflare', name: 'main' } },
      { outcome: 'done', details: { provider: 'cloudflare', name: 'main' } },
    ]);
  });

  it('go on when the token ends, renewed once however many ask at that moment', async () => {
    await connect();
    for (let round = 1; round <= 3; round += 1) {
      pass(3_590);
      const lists = await Promise.all(Array.from({ length: 5 }, zones));
      for (const list of lists) expect(list).toContain('example.com');
      expect(granting.asked.filter((kind) => kind === 'refresh_token')).toHaveLength(round);
    }
  });

  it('are there with what renews them, or not at all, when the process dies as they are added', async () => {
    const copyTo = (name: string): Promise<unknown> =>
      writeBackup(join(server.folder, 'server'), join(server.folder, name, 'server'), { withKey: true });
    create = async (accounts, one) => {
      await copyTo('before');
      await accounts.create(one);
      await copyTo('behind');
    };
    await connect();
    const after = async <T>(name: string, ask: (client: FullControlPlane) => Promise<T>): Promise<T> => {
      const reopen = { ...server, folder: join(server.folder, name) };
      const reopened = await openTestServer({ config, reopen });
      try {
        return await ask(fullClient(reopened));
      } finally {
        await reopened.app.close();
      }
    };
    expect(await after('before', (client) => client.accounts.list())).toEqual([]);
    pass(3_590);
    const list = await after('behind', (client) => client.zones.list({ account: 'main' }));
    expect(list.map(({ name }) => name)).toContain('example.com');
    expect(granting.asked).toEqual(['authorization_code', 'refresh_token']);
  });

  it('say that they must be connected again when the grant has ended', async () => {
    await connect();
    for (const one of Array(9).keys())
      await fetch(`${granting.url}/oauth2/revoke`, revokeRequest(`refresh-${String(one)}`));
    pass(3_590);
    await expect(zones()).rejects.toMatchObject({
      code: 'CREDENTIAL_REJECTED',
      hint: expect.stringContaining('/connect') as string,
    });
  });

  it('are revoked with the account, and removed all the same where that fails', async () => {
    await connect();
    await fullClient(server).accounts.remove('main');
    expect(granting.revoked).toEqual([expect.stringMatching(/^refresh-/)]);
    await connect();
    await granting.close();
    await fullClient(server).accounts.remove('main');
    expect(await fullClient(server).accounts.list()).toEqual([]);
  });

  it('are not connected where somebody says no, nor by another answer than the one to what was asked', async () => {
    const url = await begin();
    const back = await answer(url);
    const other = new URL(back, URL_OF_SERVER);
    other.searchParams.set('state', 'another');
    expect((await ada.see(other.pathname + other.search)).status).toBe(401);
    granting.agrees = false;
    expect((await ada.see(await answer(await begin()))).status).toBe(401);
    granting.agrees = true;
    // A code is good with the verifier of its browser alone.
    const first = await answer(await begin());
    const code = new URL(first, URL_OF_SERVER).searchParams.get('code') ?? '';
    const second = new URL(await answer(await begin()), URL_OF_SERVER);
    second.searchParams.set('code', code);
    expect((await ada.see(second.pathname + second.search)).status).toBe(401);
    expect(await fullClient(server).accounts.list()).toEqual([]);
  });

  it('are connected by who began and nobody else: not by a link, not by another person', async () => {
    const back = await answer(await begin());
    const stranger = openBrowser(server.url, server.fetch);
    expect((await stranger.see(back)).status).toBe(401);
    const invited = await fullClient(server).invitations.create({
      email: 'grace@example.org',
      role: 'owner',
    });
    const grace = openBrowser(server.url, server.fetch);
    await grace.send('/invitation', { token: invited.token, name: 'Grace', password: PASSWORD });
    expect((await grace.see(back)).status).toBe(401);
    for (const [name, value] of ada.cookies) if (name.includes('connect')) grace.cookies.set(name, value);
    expect((await grace.see(back)).status).toBe(401);
    expect(await fullClient(server).accounts.list()).toEqual([]);
    expect((await ada.see(back)).text).toContain('The account is connected');
    expect((await ada.see(back)).status).toBe(401);
  });

  it('are for who may add accounts there: no viewer, no member of another organization', async () => {
    const invited = await fullClient(server).invitations.create({ email: 'vic@example.org', role: 'viewer' });
    const vic = openBrowser(server.url, server.fetch);
    await vic.send('/invitation', { token: invited.token, name: 'Vic', password: PASSWORD });
    const sent = await vic.send('/connect', { provider: 'cloudflare', organization, name: 'main' });
    expect(sent.status).toBe(403);
    const elsewhere = await addOrganization(server);
    const theirs = (await fullClient(server, elsewhere).session.get()).organization.id;
    expect(
      (await ada.send('/connect', { provider: 'cloudflare', organization: theirs, name: 'x' })).status,
    ).toBe(403);
    // What the browser keeps is what it says: nothing is written into the log of somebody else.
    const back = await answer(await begin());
    for (const [name, value] of ada.cookies)
      if (name.includes('connect')) ada.cookies.set(name, value.replace(organization, theirs));
    expect((await ada.see(back)).status).toBe(403);
    const entries = await fullClient(server, elsewhere).audit.list({ after: 0, limit: 100 });
    expect(entries.map(({ action }) => action)).not.toContain('accounts.connect');
  });

  it('take no name that is taken, and what was granted for it is revoked', async () => {
    await connect();
    const again = await ada.see(await answer(await begin()));
    expect(again.status).toBe(409);
    expect(granting.revoked).toHaveLength(1);
    expect(await zones()).toContain('example.com');
  });

  it('have no form taken that comes from another origin', async () => {
    const form = { provider: 'cloudflare', organization, name: 'main' };
    expect((await ada.send('/connect', form, { origin: 'https://evil.example' })).status).toBe(403);
  });
});

describe('clients at providers, as the operator writes them', () => {
  const one = { provider: 'cloudflare', clientId: 'a', clientSecret: 'b', scopes: ['dns.write'] };

  it('need no more than what the provider gave out', () => {
    expect(PROVIDER_CLIENTS.parse(JSON.stringify([one]))).toEqual([
      { ...one, issuer: 'https://dash.cloudflare.com', allowPrivateAddress: false },
    ]);
  });

  it.each([
    ['two of one provider', [one, one]],
    ['a provider that grants nothing', [{ ...one, provider: 'route53' }]],
    ['no scopes', [{ ...one, scopes: [] }]],
    ['an issuer without TLS', [{ ...one, issuer: 'http://dash.cloudflare.com' }]],
    ['a setting that is unknown', [{ ...one, secret: 'x' }]],
  ])('are refused with %s', (_, given) => {
    expect(PROVIDER_CLIENTS.safeParse(given).success).toBe(false);
  });
});

describe('a server that is registered at no provider', () => {
  it('connects no account so', async () => {
    const server = await openTestServer();
    try {
      const ada = openBrowser(server.url, server.fetch);
      await setUpByPage(ada, server.setupToken, 'ada@example.org');
      expect((await ada.see('/')).text).not.toContain('Connect an account');
      expect((await ada.see('/connect')).status).toBe(422);
    } finally {
      await server.dispose();
    }
  });
});

function revokeRequest(token: string): RequestInit {
  const basic = [GRANT_CLIENT.id, GRANT_CLIENT.secret].map((one) =>
    new URLSearchParams([['', one]]).toString().slice(1),
  );
  return {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(basic.join(':')).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ token }).toString(),
  };
}
