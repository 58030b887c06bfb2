import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderBlobStore } from '../../src/adapters/blobs/folder.ts';
import type { BlobStore } from '../../src/ports/blob-store.ts';
import { createTestHost, openTestServer, serverConfig, type TestServer } from '../support/hosted.ts';
import { fullClient } from '../support/members.ts';

const BINARY = join(import.meta.dirname, '../../bin/regctl.js');
const host = createTestHost();
/** More than is in memory at a time, and no multiple of it. */
const LARGE = new Uint8Array(700_001).map((_, index) => (index * 31) % 251);

describe('a backup of a server', () => {
  let server: TestServer;
  let blobs: BlobStore;
  let key: string;
  beforeEach(async () => {
    server = await openTestServer();
    await server
      .client()
      .accounts.add({ name: 'main', provider: 'zonefile', endpoint: join(server.folder, 'zones') });
    blobs = createFolderBlobStore(at('server', 'blobs'));
    const { organization } = await fullClient(server).session.get();
    key = `exports/${organization.id}/example.org/main/2026-11-21.zone`;
    await blobs.put(key, LARGE);
    await blobs.put(`export-days/${organization.id}`, new TextEncoder().encode('30'));
  });
  afterEach(() => server.dispose());
  const at = (...names: readonly string[]): string => join(server.folder, ...names);
  const backup = (to = 'copy', withKey = true): Promise<readonly string[]> =>
    host.backup(serverConfig(server.folder), at(to), { withKey });
  const restored = (): ReturnType<typeof serverConfig> =>
    serverConfig(server.folder, { dataDir: at('restored') });
  const restore = (from = 'copy'): Promise<readonly string[]> => host.restore(restored(), at(from));
  const listed = (): { [field: string]: unknown }[] =>
    readFileSync(at('copy', 'backup.jsonl'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { [field: string]: unknown });

  it('has the exports of zones with it, whole and for nobody else to read', async () => {
    writeFileSync(at('server', 'blobs', 'exports', '.part-1'), 'half');
    const files = await backup();
    expect(files).toEqual(['control.db', expect.stringMatching(/^organizations/), 'blobs/', 'master.key']);
    expect(await restore()).toEqual(files);
    const there = createFolderBlobStore(at('restored', 'blobs'));
    expect(await there.list('', { limit: 10 })).toEqual(await blobs.list('', { limit: 10 }));
    expect(Buffer.compare((await there.get(key)) ?? new Uint8Array(), LARGE)).toBe(0);
    for (const folder of ['copy', 'restored']) {
      expect(readdirSync(at(folder), { recursive: true }).join()).not.toContain('.part');
      expect(statSync(at(folder, 'blobs', key)).mode & 0o777).toBe(0o600);
      expect(statSync(at(folder, 'blobs')).mode & 0o777).toBe(0o700);
    }
    expect(readdirSync(at('restored')).toSorted()).toEqual([
      'blobs',
      'control.db',
      'master.key',
      'organizations',
      'server.lock',
    ]);
    expect((await host.doctor(restored())).filter(({ status }) => status !== 'ok')).toEqual([]);
    const again = await openTestServer({ reopen: server, config: { dataDir: at('restored') } });
    expect(await again.client().zoneExports?.list({ limit: 9 })).toMatchObject([
      { zone: 'example.org', day: '2026-11-21' },
    ]);
    await again.app.close();
  });

  it('is one of a server that goes on, where exports come and go meanwhile', async () => {
    const keys = Array.from({ length: 120 }, (_, i) =>
      key.replace('example.org', `zone${String(i)}.example`),
    );
    for (const one of keys) await blobs.put(one, LARGE.subarray(0, 10_000));
    const going = (async () => {
      for (const [index, one] of keys.entries()) {
        if (index % 2 === 0) await blobs.delete([one]);
        else await blobs.put(one, LARGE.subarray(0, 20_000));
      }
    })();
    await backup();
    await going;
    await restore();
    const there = await createFolderBlobStore(at('restored', 'blobs')).list('', { limit: 1_000 });
    expect(there.length).toBeGreaterThanOrEqual(keys.length / 2 + 2);
    for (const { octets } of there) expect([2, 10_000, 20_000, LARGE.length]).toContain(octets);
  });

  const HALF: readonly (readonly [string, string, () => void])[] = [
    ['was broken off', 'broken off', () => truncateList(-1)],
    ['was broken off in the middle of a line', 'cut off', () => cutLastLine()],
    ['has no list any more', 'broken off', () => writeFileSync(at('copy', 'backup.jsonl'), '')],
    ['goes on behind its end', 'cut off', () => appendFileSync(at('copy', 'backup.jsonl'), '{"end":true}\n')],
    ['lacks an export', '2026-11-21.zone is missing', () => rmSync(at('copy', 'blobs', key))],
    ['has half an export', 'not what was copied', () => truncateSync(at('copy', 'blobs', key), 1_000)],
    [
      'has another export',
      'not what was copied',
      () => writeFileSync(at('copy', 'blobs', key), new Uint8Array(LARGE.length)),
    ],
    ['lacks the directory', 'control.db is missing', () => rmSync(at('copy', 'control.db'))],
    ['lacks a store', 'regctl.db is missing', () => rmSync(at('copy', 'organizations'), { recursive: true })],
    ['has half a store', 'control.db is damaged', () => truncateSync(at('copy', 'control.db'), 40_000)],
    [
      'has a store that is none',
      'control.db is damaged',
      () => writeFileSync(at('copy', 'control.db'), 'x'.repeat(9_000)),
    ],
    ['leads out of its folder', 'cut off or changed', () => leadOut()],
  ];
  const truncateList = (end: number): void =>
    writeFileSync(at('copy', 'backup.jsonl'), linesOf(listed().slice(0, end)));
  const cutLastLine = (): void => {
    const path = at('copy', 'backup.jsonl');
    truncateSync(path, statSync(path).size - 3);
  };
  const leadOut = (): void => {
    writeFileSync(at('outside'), 'x');
    const sha256 = createHash('sha256').update('x').digest('hex');
    const out = { blob: '../../outside', octets: 1, sha256 };
    writeFileSync(at('copy', 'backup.jsonl'), linesOf([...listed().slice(0, -1), out, { end: true }]));
  };
  it.each(HALF)('is not brought back where it %s, and nothing is written', async (_, reason, spoil) => {
    await backup();
    spoil();
    await expect(restore()).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      reason: expect.stringContaining(reason) as string,
    });
    expect(readdirSync(at('restored'))).toEqual(['server.lock']);
  });

  it('that has no list, as they once were made, is brought back with whatever was put beside it', async () => {
    await backup();
    rmSync(at('copy', 'backup.jsonl'));
    cpSync(at('copy'), at('old'), { recursive: true });
    rmSync(at('old', 'blobs'), { recursive: true });
    expect(await restore('old')).toEqual([
      'control.db',
      expect.stringMatching(/^organizations/),
      'master.key',
    ]);
    expect(existsSync(at('restored', 'blobs'))).toBe(false);
    rmSync(at('restored'), { recursive: true });
    await restore();
    expect(await createFolderBlobStore(at('restored', 'blobs')).get(key)).toHaveLength(LARGE.length);
  });

  it('is written into no other one, also no half one, nor brought into a folder that has something', async () => {
    await backup();
    for (const left of ['blobs', 'backup.jsonl']) {
      for (const name of readdirSync(at('copy')))
        if (name !== left) rmSync(at('copy', name), { recursive: true });
      await expect(backup(), left).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      rmSync(at('copy'), { recursive: true });
      await backup();
    }
    await createFolderBlobStore(at('restored', 'blobs')).put('exports/x', LARGE);
    await expect(restore()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    rmSync(at('restored', 'blobs', 'exports'), { recursive: true });
    await restore();
  });

  // A bound on the size of files stands for a disk that is full.
  it.skipIf(process.platform === 'win32')(
    'says where there was no room, and leaves no half server',
    async () => {
      await backup();
      const bounded = (...words: readonly string[]): string => {
        const argv = ['-c', 'ulimit -f 100; exec "$@"', 'sh', process.execPath, BINARY, 'server', ...words];
        const env = { PATH: process.env['PATH'], HOME: server.folder };
        const { status, stderr } = spawnSync('sh', argv, { env, encoding: 'utf8' });
        expect(status).toBe(1);
        return stderr;
      };
      const made = bounded('backup', at('full'), '--data', at('server'));
      expect(made).toContain(`cannot write ${at('full', 'control.db')}  [FILE_FAILED]`);
      expect(made).toContain('make room there, or name another folder');
      await expect(restore('full')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
      const brought = bounded('restore', at('copy'), '--data', at('restored'));
      expect(brought).toContain('[FILE_FAILED]');
      expect(readdirSync(at('restored'))).toEqual(['server.lock']);
      await restore();
    },
  );

  it('is looked for where it is named', async () => {
    await expect(restore('nowhere')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `${at('nowhere')} holds no backup of a server`,
      hint: 'name a folder that `regctl server backup` wrote',
    });
  });

  it('is brought back where an earlier try died', async () => {
    await backup();
    cpSync(at('copy'), at('restored', '.restoring'), { recursive: true });
    await restore();
    expect(readdirSync(at('restored'))).not.toContain('.restoring');
  });
});

function linesOf(entries: readonly unknown[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}
