import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { createTestHost, openTestServer, serverConfig } from '../support/hosted.ts';

const SECRET = 'correct-horse-battery-staple';
const host = createTestHost();

describe('the vault and the audit log', () => {
  it('hold no secret that could be read, and open after the master key was exchanged', async () => {
    const server = await openTestServer();
    const config = serverConfig(server.folder);
    const add = { name: 'pdns', provider: 'powerdns', endpoint: 'http://127.0.0.1:1', verify: false };
    try {
      const client = server.client();
      const account = await client.accounts.add({ ...add, credentials: { 'api-key': SECRET } });
      expect(account).toMatchObject({ credentials: 'vault' });
      expect(JSON.stringify(await client.accounts.list())).not.toContain(SECRET);
      expect(JSON.stringify(await client.audit?.list({ after: 0, limit: 100 }))).not.toContain(SECRET);
      await expect(host.rotateKeys(config)).rejects.toMatchObject({ code: 'LOCKED' });
      await server.app.close();
      for (const file of filesBelow(config.dataDir)) {
        const text = readFileSync(file, 'latin1');
        expect(text, file).not.toContain(SECRET);
        expect(text, file).not.toContain(server.token);
      }
      expect(await host.rotateKeys(config)).toBe(1);
      const findings = await host.doctor(config);
      expect(findings.filter(({ status }) => status !== 'ok')).toEqual([]);
      expect(findings).toContainEqual(
        expect.objectContaining({ check: 'vault', detail: '1 data keys open' }),
      );
      const wrongKey = { ...config, masterKeys: [Buffer.alloc(32).toString('base64')] };
      expect(await host.doctor(wrongKey)).toContainEqual(
        expect.objectContaining({ check: 'vault', status: 'broken' }),
      );
    } finally {
      await server.dispose().catch(() => undefined);
    }
  });

  it('are not served without the master key, and no other is made in its place', async () => {
    const server = await openTestServer();
    const config = serverConfig(server.folder, { port: 0 });
    const key = join(config.dataDir, 'master.key');
    const account = { name: 'pdns', provider: 'powerdns', endpoint: 'http://127.0.0.1:1', verify: false };
    try {
      await server.client().accounts.add({ ...account, credentials: { 'api-key': SECRET } });
      await server.app.close();
      const kept = readFileSync(key);
      rmSync(key);
      const gone = {
        code: 'STORE_FAILED',
        reason: expect.stringContaining(`${key} is not there`) as unknown,
      };
      await expect(host.start(config)).rejects.toMatchObject(gone);
      await expect(host.check(config)).rejects.toMatchObject(gone);
      await expect(host.rotateKeys(config)).rejects.toMatchObject(gone);
      expect(await host.doctor(config)).toContainEqual(
        expect.objectContaining({ check: 'vault', status: 'broken', detail: gone.reason }),
      );
      expect(readdirSync(config.dataDir).filter((name) => name.startsWith('master.key'))).toEqual([]);
      writeFileSync(key, Buffer.alloc(32).toString('base64'));
      const wrong = { code: 'STORE_FAILED', reason: expect.stringContaining('is not among') as unknown };
      await expect(host.start(config)).rejects.toMatchObject(wrong);
      await expect(host.check(config)).rejects.toMatchObject(wrong);
      writeFileSync(key, 'half a k');
      const half = {
        code: 'INVALID_CONFIG',
        hint: expect.stringContaining('the vault was made with') as unknown,
      };
      await expect(host.check(config)).rejects.toMatchObject(half);
      writeFileSync(key, kept);
      await host.check(config);
      await (await host.start(config)).stop();
    } finally {
      await server.dispose().catch(() => undefined);
    }
  });

  it('an entry that was changed or taken out is found', async () => {
    for (const [tamper, reason] of [
      ["update audit_entries set actor = 'somebody else' where sequence = 2", 'changed'],
      ['delete from audit_entries where sequence = 2', 'missing'],
    ] as const) {
      const server = await openTestServer();
      try {
        const client = server.client();
        for (const name of ['a', 'b'])
          await client.accounts.add({ name, provider: 'zonefile', endpoint: join(server.folder, 'zones') });
        expect(await client.audit?.verify()).toMatchObject({ entries: 4, broken: null });
        const database = new DatabaseSync(join(server.folder, 'server', 'control.db'));
        expect(() => database.exec(tamper)).toThrow('append-only');
        database.exec('drop trigger audit_entries_stay; drop trigger audit_entries_remain');
        database.exec(tamper);
        database.close();
        expect(await client.audit?.verify()).toMatchObject({ entries: 1, broken: { sequence: 2, reason } });
      } finally {
        await server.dispose();
      }
    }
  });

  it('a backup comes back as it was', async () => {
    const server = await openTestServer();
    const config = serverConfig(server.folder);
    const copy = join(server.folder, 'copy');
    const restored = serverConfig(server.folder, { dataDir: join(server.folder, 'restored') });
    try {
      await server.client().accounts.add({
        name: 'main',
        provider: 'zonefile',
        endpoint: join(server.folder, 'zones'),
      });
      expect(await host.backup(config, copy, { withKey: true })).toContain('master.key');
      await expect(host.backup(config, copy, { withKey: true })).rejects.toMatchObject({
        code: 'ALREADY_EXISTS',
      });
      await host.restore(restored, copy);
      expect((await host.doctor(restored)).filter(({ status }) => status !== 'ok')).toEqual([]);
      const running = await host.start(restored);
      try {
        const headers = { authorization: `Bearer ${server.token}` };
        const accounts = await (await fetch(`${running.url}/api/v1/accounts`, { headers })).json();
        expect(accounts).toMatchObject([{ name: 'main' }]);
      } finally {
        await running.stop();
      }
    } finally {
      await server.dispose();
    }
  });
});

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
