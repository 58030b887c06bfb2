// Makes V8's cache of a bundle: `warm.ts FOLDER FLAGS`, a folder with the chunks; writes NAME.cache beside each that was loaded. Run by the very Node.js that the binary will have.
// The commands that are called most run first, so that their functions are in it compiled; of what they did not load no cache is kept: V8 would have looked at it only in passing, and it would cost megabytes.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { start } from '../../src/main/binary.ts';
import { FLAG_HASH_OFFSET } from './flag-hash.ts';
import { loadChunks } from './load-chunks.ts';

const [folder = '', flags = ''] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), 'regctl-warm-'));
process.env = {
  HOME: home,
  REGCTL_CONFIG_DIR: join(home, 'config'),
  XDG_STATE_HOME: join(home, 'state'),
  XDG_DATA_HOME: join(home, 'data'),
  XDG_CACHE_HOME: join(home, 'cache'),
};
const source = {
  text: (name: string) => readFileSync(join(folder, name), 'utf8'),
  cache: () => new Uint8Array(),
};
const { load, scripts } = loadChunks(source);
const main = load('main.js') as { readonly start: typeof start };
for (const argv of [
  ['--version'],
  ['dsn', 'list'],
  ['__complete', '--', 'dns', 'list', 'ex'],
  ['--help'],
  ['dns', 'set', '--help'],
  ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(home, 'zones')],
  ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
  ['dns', 'set', 'example.org', 'www', 'A', '192.0.2.1'],
  ['dns', 'list', 'example.org', '--json'],
]) {
  process.argv = [process.execPath, process.execPath, ...argv];
  await main.start(process);
}
process.exitCode = 0;
rmSync(home, { recursive: true, force: true });
for (const [name, script] of scripts) {
  const cache = script.createCachedData();
  // This process runs with fixed seeds, so that the cache is the same each time; the binary does not. V8 hashes anew when it reads a cache, so the seed does not matter to it, only the digest of the flags.
  cache.writeUInt32LE(Number(flags), FLAG_HASH_OFFSET);
  writeFileSync(join(folder, `${name}.cache`), cache);
}
