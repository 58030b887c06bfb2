// `npm run build:prove`: builds this machine's binary twice, in two folders, and says whether the two are the same; where they are not, that they differ in V8's cache alone, or it fails.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildBinary } from './binary.ts';
import { host } from './targets.ts';

if (host === undefined) throw new Error('this machine runs no target');
const target = host;
const folder = mkdtempSync(join(tmpdir(), 'regctl-prove-'));
try {
  const build = async (name: string, cache: boolean): Promise<Buffer> => {
    const options = { folder: join(folder, name), version: '0.0.0', commit: 'prove', releaseKeys: [], cache };
    return readFileSync((await buildBinary(target, options)).path);
  };
  const [first, second] = [await build('first', true), await build('second', true)];
  if (first.equals(second)) {
    process.stdout.write(`${target.name}: two builds are the same, octet for octet\n`);
  } else {
    const [bare, again] = [await build('bare', false), await build('again', false)];
    if (!bare.equals(again)) throw new Error('two builds differ, and not in V8’s cache alone');
    process.stdout.write(
      `${target.name}: two builds differ in V8's cache alone; without it they are the same, octet for octet\n`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
