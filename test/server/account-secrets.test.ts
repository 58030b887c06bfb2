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

  it('is not touched by who is bound to other accounts, or to some zones of it', async () => {
    await owner.accounts.add(account('main', 'own'));
    const before = sealed();
    expect(before).toHaveLength(1);
    for (const one of [await bound('example.com', 'other'), await bound('example.com', 'main')]) {
      await expect(one.accounts.add(account('main', 'theirs'))).rejects.toThrow();
      expect(sealed()).toEqual(before);
      await expect(one.accounts.update('main', account('main', 'theirs'))).rejects.toThrow();
      expect(sealed().map((row) => row['account'])).toEqual(['main']);
      await expect(one.accounts.remove('main')).rejects.toThrow();
      expect(sealed()).toHaveLength(1);
    }
  });
});
