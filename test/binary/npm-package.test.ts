import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY } from '../support/binary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Milliseconds to compile and pack everything. */
const PACK_TIMEOUT_MS = 180_000;

// Together with the binary, since it takes as long: the sources are compiled.
describe.runIf(BINARY)('the npm package', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'regctl-npm-'));
    const pack = spawnSync('npm', ['pack', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' });
    if (pack.status !== 0) throw new Error(pack.stderr);
    const [tarball = ''] = readdirSync(folder);
    spawnSync('tar', ['-xzf', join(folder, tarball), '-C', folder]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  }, PACK_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs compiled, under both names', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8')) as {
      readonly version: string;
      readonly bin: { readonly [name: string]: string };
    };
    expect(Object.keys(manifest.bin)).toEqual(['regctl', 'rctl']);
    for (const path of Object.values(manifest.bin)) {
      const { stdout } = spawnSync(process.execPath, [join(folder, 'package', path), '--version'], {
        encoding: 'utf8',
        env: { HOME: folder },
      });
      expect(stdout).toBe(`${manifest.version}\n`);
    }
  });

  it('has the process that speaks to the keychain, and no tests, tools or binaries', () => {
    const files = readdirSync(join(folder, 'package'), { recursive: true }).map(String);
    expect(files).toContain('dist/src/adapters/stores/keychain/child.js');
    expect(files.filter((file) => /\.test\.|^scripts|^test|regctl-linux|\.ts$/.test(file))).toEqual([]);
  });
});
