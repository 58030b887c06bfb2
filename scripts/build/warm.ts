// Makes V8's cache of a bundle: `warm.ts FOLDER`, a folder with the chunks; writes NAME.cache beside each. Run by the very Node.js that the binary will have.
// The commands that are called most run first, so that their functions are in it compiled; the rest is compiled as far as V8 does by itself.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { start } from '../../src/main/binary.ts';
import { compileChunk, loadChunks } from './load-chunks.ts';

const [folder = ''] = process.argv.slice(2);
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
for (const name of readdirSync(folder).toSorted()) {
  if (!name.endsWith('.js')) continue;
  writeFileSync(
    join(folder, `${name}.cache`),
    (scripts.get(name) ?? compileChunk(name, source)).createCachedData(),
  );
}
