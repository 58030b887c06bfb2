// `npm run build`: the standalone binary of this machine in dist/; `-- --all` those of every target, `-- --target NAME` one.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPublicKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { publicHalf } from '../package/release.ts';
import { buildBinary } from './binary.ts';
import { run } from './npm-package.ts';
import { writeBillOfMaterials, writeSums } from './papers.ts';
import { root } from './root.ts';
import { host, TARGETS, type Target } from './targets.ts';

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    target: { type: 'string', multiple: true, default: [] },
    // Public keys of those who may release, as PEM files; without one `regctl update` looks for nothing.
    'release-key': { type: 'string', multiple: true, default: [] },
    out: { type: 'string', default: join(root, 'dist') },
  },
});

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const commit = run('git', ['rev-parse', 'HEAD']).trim();

const releaseKeys = values['release-key'].map((path) => publicHalf(createPublicKey(readFileSync(path))));

for (const target of wanted()) {
  const startedAt = performance.now();
  const binary = await buildBinary(target, { folder: values.out, version, commit, releaseKeys });
  writeBillOfMaterials(binary, { version, commit });
  const { path, baseSize } = binary;
  const size = statSync(path).size;
  process.stdout.write(
    `${path}  ${megabytes(size)} MB, ${megabytes(size - baseSize)} MB of it regctl, ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
  );
}

writeSums(values.out);

function wanted(): readonly Target[] {
  if (values.all) return TARGETS;
  if (values.target.length === 0) {
    if (host === undefined) throw new Error(`there is no target for ${process.platform}-${process.arch}`);
    return [host];
  }
  return values.target.map((name) => {
    const target = TARGETS.find((candidate) => candidate.name === name);
    if (target !== undefined) return target;
    throw new Error(`there is no target ${name}; there are: ${TARGETS.map((one) => one.name).join(', ')}`);
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
