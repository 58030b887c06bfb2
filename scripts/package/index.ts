// `npm run package`: what people install, in dist/packages/, from the binaries that `npm run build` made: manual, Debian packages, installers, Homebrew formula (where every target was built).
// With --fast the packages are compressed little, for tests.
import { createPrivateKey } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MANIFEST, RELEASES } from '../../src/adapters/update/release.ts';
import { run } from '../build/npm-package.ts';
import { writeSums } from '../build/papers.ts';
import { root } from '../build/root.ts';
import { binaryName, TARGETS } from '../build/targets.ts';
import { debianPackage } from './debian.ts';
import { homebrewFormula } from './homebrew.ts';
import { manPages } from './man-pages.ts';
import { releaseManifest, writeRelease } from './release.ts';

const { values } = parseArgs({
  options: {
    fast: { type: 'boolean', default: false },
    out: { type: 'string', default: join(root, 'dist') },
    // A private key, as a PEM file: writes the signed manifest that `regctl update` reads beside the binaries.
    sign: { type: 'string', multiple: true, default: [] },
  },
});
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly version: string;
};
const epoch = Number(run('git', ['log', '-1', '--format=%ct']).trim());
const folder = join(values.out, 'packages');
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'man'), { recursive: true });

const pages = await manPages({ version, date: new Date(epoch * 1000).toISOString().slice(0, 10) });
for (const [file, page] of Object.entries(pages)) writeFileSync(join(folder, 'man', file), page);
say(`${Object.keys(pages).length} manual pages`);

for (const [target, arch] of [
  ['linux-x64', 'amd64'],
  ['linux-arm64', 'arm64'],
] as const) {
  const binary = join(values.out, `regctl-${target}`);
  if (!existsSync(binary)) continue;
  const compression = values.fast ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
  say(debianPackage({ binary, arch, version, manPages: pages, epoch, compression, folder }));
}
for (const file of ['install.sh', 'install.ps1'])
  copyFileSync(join(root, 'packaging', file), join(folder, file));
writeSums(folder);

const sums = readSums(join(values.out, 'SHA256SUMS'));
if (TARGETS.every(({ name }) => Object.keys(sums).some((file) => file.startsWith(`regctl-${name}`)))) {
  writeFileSync(join(folder, 'regctl.rb'), homebrewFormula(version, RELEASES, sums));
  say('Homebrew formula');
}

if (values.sign.length > 0) {
  const binaries = TARGETS.filter((target) => existsSync(join(values.out, binaryName(target))));
  const manifest = releaseManifest(values.out, {
    version,
    commit: run('git', ['rev-parse', 'HEAD']).trim(),
    createdAt: new Date(epoch * 1000),
    files: Object.fromEntries(binaries.map((target) => [target.name, binaryName(target)])),
  });
  writeRelease(
    values.out,
    manifest,
    values.sign.map((path) => createPrivateKey(readFileSync(path))),
  );
  say(`${MANIFEST}, signed`);
}

function readSums(path: string): { readonly [file: string]: string } {
  if (!existsSync(path)) throw new Error(`there is no ${path}: npm run build`);
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
