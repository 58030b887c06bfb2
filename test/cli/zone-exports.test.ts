import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFolderBlobStore } from '../../src/adapters/blobs/folder.ts';
import { createZoneExports } from '../../src/services/zones/exports.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

describe('exports of zones from the command line', () => {
  let server: TestServer;
  let home: CliHome;
  beforeEach(async () => {
    server = await openTestServer({ socket: true });
    home = createCliHome();
    const organization = (await server.client().session?.get())?.organization.id ?? '';
    const blobs = createFolderBlobStore(join(server.folder, 'server', 'blobs'));
    const exports = createZoneExports(blobs, organization);
    const put = (zone: string, account: string, day: string): Promise<void> =>
      exports.put({ zone, account, day }, `; ${zone} ${account} ${day}\n`);
    await put('example.org', 'main', '2026-11-20');
    await put('example.org', 'main', '2026-11-21');
    await put('example.com', 'main', '2026-11-21');
    await put('example.com', 'other', '2026-11-21');
  });
  afterEach(async () => {
    home.dispose();
    await server.dispose();
  });
  const run = (argv: string): Promise<CliResult> =>
    home.run(argv, { environment: { REGCTL_HOST: server.url, REGCTL_TOKEN: server.token } });

  it('are listed, all or of one zone', async () => {
    const days = async (argv: string): Promise<readonly string[]> => {
      const rows = JSON.parse((await run(`${argv} --json`)).stdout) as {
        readonly zone: string;
        readonly account: string;
        readonly day: string;
      }[];
      return rows.map(({ zone, account, day }) => `${zone} ${account} ${day}`);
    };
    expect(await days('zones exports list')).toEqual([
      'example.com main 2026-11-21',
      'example.com other 2026-11-21',
      'example.org main 2026-11-20',
      'example.org main 2026-11-21',
    ]);
    expect(await days('zones exports list --limit 1')).toEqual(['example.com main 2026-11-21']);
    expect(await days('zones exports list example.org')).toHaveLength(2);
    expect(await run('zones exports list example.net')).toMatchObject({ exitCode: 0 });
  });

  it('are written to stdout or a file: the last one, or that of a day', async () => {
    expect(await run('zones exports get example.org')).toMatchObject({
      exitCode: 0,
      stdout: '; example.org main 2026-11-21\n',
    });
    await run('zones exports get example.org --day 2026-11-20 --out old.zone');
    expect(readFileSync(join(home.project, 'old.zone'), 'utf8')).toBe('; example.org main 2026-11-20\n');
    const asked = await run('zones exports get example.com');
    expect(asked).toMatchObject({ exitCode: 2, stdout: '' });
    expect(asked.stderr).toContain('main and of other');
    expect((await run('zones exports get example.com --account other')).stdout).toContain('other');
    expect(await run('zones exports get example.net')).toMatchObject({ exitCode: 5, stdout: '' });
    expect(await run('zones exports get example.org --day 2026-11-19')).toMatchObject({ exitCode: 5 });
    expect(await run('zones exports get example.org --day today')).toMatchObject({ exitCode: 2 });
    expect(await run('zones exports get example.org --day 2026-13-01')).toMatchObject({ exitCode: 2 });
  });
});
