import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { KEYRING_ASSET } from '../../src/main/carried-keyring.ts';
import { bundle } from './bundle.ts';
import { checkBinary } from './check-binary.ts';
import { signAdHoc } from './mach-o.ts';
import { lockedPackage, npmPackage, run } from './npm-package.ts';
import { dropPeSignature } from './pe.ts';
import { FLAG_HASH_OFFSET } from './flag-hash.ts';
import { root } from './root.ts';
import { stripElf } from './strip-elf.ts';
import { binaryName, host, NODE_VERSION, type Target } from './targets.ts';

/** A binary that was built, and what went into it. */
export interface Binary {
  readonly target: Target;
  readonly path: string;
  readonly packages: readonly string[];
  /** Bytes of the executable before anything was put into it. */
  readonly baseSize: number;
}

/** Builds the binary of a target into a folder. */
export async function buildBinary(
  target: Target,
  options: {
    readonly folder: string;
    readonly version: string;
    readonly commit: string;
    readonly releaseKeys: readonly string[];
    /** Whether to carry V8's cache; yes where this machine runs the target. */
    readonly cache?: boolean;
  },
): Promise<Binary> {
  const work = join(options.folder, `.work-${target.name}`);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'chunks'), { recursive: true });
  try {
    const keyring = readKeyring(target);
    const { chunks, packages } = await bundle('src/main/binary.ts', {
      version: options.version,
      commit: options.commit,
      target: target.name,
      releaseKeys: options.releaseKeys,
      keyringSha256: createHash('sha256').update(keyring).digest('hex'),
    });
    // Compressed: it is unpacked to a file in any case, once.
    writeFileSync(join(work, KEYRING_ASSET), brotliCompressSync(keyring));
    writeFileSync(join(work, 'none'), '');
    for (const [name, code] of chunks) writeFileSync(join(work, 'chunks', name), code);
    await compileScript('scripts/build/start.ts', join(work, 'start.cjs'));
    const generator = basePath(host ?? target);
    if (target === host && options.cache !== false) {
      const flags = run(generator, [
        '-p',
        `new vm.Script('0').createCachedData().readUInt32LE(${FLAG_HASH_OFFSET})`,
      ]);
      await compileScript('scripts/build/warm.ts', join(work, 'warm.mjs'));
      // With seeds of its own V8 makes the same cache each time.
      run(generator, [
        '--hash-seed=1',
        '--random-seed=1',
        join(work, 'warm.mjs'),
        join(work, 'chunks'),
        flags,
      ]);
    }
    const base = prepareBase(target);
    writeFileSync(join(work, 'base'), base, { mode: 0o755 });
    const unsigned = seal(work, generator);
    const sealed = target.format === 'mach-o' ? signAdHoc(unsigned, 'regctl') : unsigned;
    checkBinary(sealed, target);
    const path = join(options.folder, binaryName(target));
    writeInPieces(path, sealed);
    return { target, path, packages: [...packages, target.keyring], baseSize: base.length };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Puts the chunks, their caches and the addon into the executable, by Node's own means. */
function seal(work: string, generator: string): Buffer {
  const names = readdirSync(join(work, 'chunks')).toSorted();
  const code = names.filter((name) => name.endsWith('.js'));
  // Paths are relative: the one of `main` ends up in the binary, which must not tell where it was built.
  const assets = {
    [KEYRING_ASSET]: KEYRING_ASSET,
    ...Object.fromEntries(code.map((name) => [`chunk/${name}`, `chunks/${name}`])),
    ...Object.fromEntries(
      code.map((name) => [
        `cache/${name}`,
        names.includes(`${name}.cache`) ? `chunks/${name}.cache` : 'none',
      ]),
    ),
  };
  const configuration = {
    main: 'start.cjs',
    executable: 'base',
    output: 'sealed',
    disableExperimentalSEAWarning: true,
    // NODE_OPTIONS is meant for other programs.
    execArgvExtension: 'none',
    execArgv: ['--use-system-ca'],
    assets,
  };
  writeFileSync(join(work, 'sea.json'), JSON.stringify(configuration));
  run(generator, ['--build-sea', 'sea.json'], work);
  return readFileSync(join(work, 'sealed'));
}

/** The executable that the code is put into, without what it does not need. */
function prepareBase(target: Target): Buffer {
  const file = readFileSync(basePath(target));
  switch (target.format) {
    case 'elf':
      return stripElf(file);
    case 'pe':
      return dropPeSignature(file);
    case 'mach-o':
      // Not stripped: nobody here can see whether addons still find their symbols on macOS.
      return file;
  }
}

function basePath(target: Target): string {
  const { base } = target;
  return join(npmPackage(base.package, NODE_VERSION, base.integrity), base.file);
}

function readKeyring(target: Target): Buffer {
  const { version, integrity } = lockedPackage(target.keyring);
  const folder = npmPackage(target.keyring, version, integrity);
  const file = readdirSync(folder).find((name) => name.endsWith('.node'));
  if (file === undefined) throw new Error(`${target.keyring} holds no addon`);
  return readFileSync(join(folder, file));
}

/** Compiles one of the scripts beside this one to a file that runs by itself. */
async function compileScript(path: string, out: string): Promise<void> {
  const bundler = await rolldown({ input: join(root, path), platform: 'node', cwd: root });
  await bundler.write({
    file: out,
    format: out.endsWith('.cjs') ? 'cjs' : 'esm',
    minify: true,
    codeSplitting: false,
  });
  await bundler.close();
}

/** Bytes written at once: a file written in one go stays in memory in large pieces on Linux, and each run of it then counts tens of megabytes that it never touched. */
const PIECE = 4096 * 16;

/** Writes an executable beside its place, then moves it there: the file of a process that runs is never written to. */
function writeInPieces(path: string, content: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}`;
  writeFileSync(beside, '');
  for (let at = 0; at < content.length; at += PIECE)
    writeFileSync(beside, content.subarray(at, at + PIECE), { flag: 'a' });
  chmodSync(beside, 0o755);
  renameSync(beside, path);
}
