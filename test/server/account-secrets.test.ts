import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { fullClient, type FullControlPlane } from '../support/members.ts';

describe('the secret of an account', () => {
  let server: TestServer;
  let owner: FullControlPlane;
  beforeEach(async () => {
    server = await openTestServer();
    owner = fullClient(server);
  });
  afterEach(() => server.dispose());

  const account = (name: string, key: string): Parameters<FullControlPlane['accounts']['add']>[0] => ({
    name,
    provider: 'powerdns',
    endpoint: 'http://127.0.0.1:1',
    credentials: { 'api-key': key },
    verify: false,
  });
  const bound = async (zone: string, to = '*'): Promise<FullControlPlane> => {
    const { token } = await owner.apiKeys.create({
      name: `bound to ${zone}`,
      scopes: ['accounts:write'],
      within: [{ account: to, zone, may: 'write' }],
    });
    return fullClient(server, token);
  };
  const sealed = (): Record<string, unknown>[] => {
    const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
    try {
      return database
        .prepare('select account, sealed from vault_secrets order by account')
        .all()
        .map((row) => ({ ...row }));
    } finally {
      database.close();
    }
  };

  const refused = (work: Promise<unknown>): Promise<void> =>
    expect(work).rejects.toMatchObject({
      code: expect.stringMatching(
        /^(PERMISSION_MISSING|ALREADY_EXISTS|ACCOUNT_NOT_FOUND|NO_ACCOUNT)$/,
      ) as string,
    });

  it('is not touched by who is bound to other accounts, or to some zones of it', async () => {
    await owner.accounts.add(account('main', 'own'));
    const before = sealed();
    expect(before).toHaveLength(1);
    for (const one of [await bound('example.com', 'other'), await bound('example.com', 'main')]) {
      await refused(one.accounts.add(account('main', 'theirs')));
      expect(sealed()).toEqual(before);
      await refused(one.accounts.update('main', { credentials: { 'api-key': 'theirs' }, verify: false }));
      expect(sealed()).toEqual(before);
      await refused(one.accounts.remove('main'));
      expect(sealed()).toEqual(before);
    }
  });

  it('is that of who was first, of those who add an account at a time', async () => {
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((key) => owner.accounts.add(account('main', key))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(sealed()).toHaveLength(1);
  });

  it('that was refused is not used by who asked for zones meanwhile, nor by the next account of that name', async () => {
    const asked: string[] = [];
    const proving = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const refusing = createServer((request, response) => {
      asked.push(String(request.headers['x-api-key']));
      proving.resolve();
      void go.promise.then(() => response.writeHead(401).end('{}'));
    }).listen(0, '127.0.0.1');
    await once(refusing, 'listening');
    const endpoint = `http://127.0.0.1:${String((refusing.address() as AddressInfo).port)}`;
    try {
      const adding = owner.accounts.add({ ...account('main', 'wrong'), endpoint, verify: true });
      await proving.promise;
      const both = Promise.allSettled([adding, owner.zones.list({ account: 'main' })]);
      go.resolve();
      const rejected = { status: 'rejected', reason: { code: 'CREDENTIAL_REJECTED' } };
      expect((await both)[0]).toMatchObject(rejected);
      expect((await both)[1].status).toBe('rejected');
      expect(sealed()).toEqual([]);
      expect(await owner.accounts.list()).toEqual([]);
      asked.length = 0;
      await owner.accounts.add(account('main', 'right'));
      await Promise.allSettled([owner.zones.list({ account: 'main' })]);
      expect(asked).toEqual([]);
    } finally {
      refusing.close();
    }
  });
});
