import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

const CACHE = join(root, 'node_modules/.cache/regctl-build');

/** Gives the folder of an npm package for whatever platform, fetched once, its tarball checked against the digest. */
export function npmPackage(name: string, version: string, integrity: string): string {
  const folder = join(CACHE, `${name.replace('/', '+')}@${version}`);
  if (existsSync(folder)) return join(folder, 'package');
  const work = `${folder}.${process.pid}`;
  mkdirSync(work, { recursive: true });
  try {
    run('npm', ['pack', `${name}@${version}`, '--pack-destination', work, '--loglevel', 'error']);
    const tarball = readdirSync(work).find((file) => file.endsWith('.tgz'));
    if (tarball === undefined) throw new Error(`npm packed nothing for ${name}@${version}`);
    const digest = createHash('sha512')
      .update(readFileSync(join(work, tarball)))
      .digest('base64');
    if (`sha512-${digest}` !== integrity)
      throw new Error(
        `${name}@${version} is not what was expected: sha512-${digest} instead of ${integrity}`,
      );
    run('tar', ['-xzf', join(work, tarball), '-C', work]);
    rmSync(join(work, tarball));
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return join(folder, 'package');
}

interface LockedPackage {
  readonly version: string;
  readonly integrity: string;
}

/** What package-lock.json says of a package. */
export function lockedPackage(name: string): LockedPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: { readonly [path: string]: Partial<LockedPackage> | undefined };
  };
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`package-lock.json has no digest of ${name}`);
  return { version, integrity };
}

/** Runs a program and gives its stdout. @throws Error with its stderr */
export function run(program: string, args: readonly string[], cwd: string = root): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', cwd });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}
