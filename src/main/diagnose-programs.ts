import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Diagnosis } from '../cli/context.ts';
import { ok } from './diagnosis.ts';

/**
 * The other project that has a program of this name, github.com/regclient/regclient: Go keeps the path of its module in what it builds. Encoded, as the standalone
 * binary would hold the path itself otherwise, and be taken for that program.
 */
const REGCLIENT = Buffer.from('Z2l0aHViLmNvbS9yZWdjbGllbnQvcmVnY2xpZW50', 'base64');
/** Octets of a file that are looked through for it. */
const MAX_LOOKED_AT = 200e6;

/** Looks which program `regctl` is on PATH. @param own - the file that runs */
export function pathClash(
  environment: { readonly [name: string]: string | undefined },
  own: string,
): Diagnosis {
  const ending = process.platform === 'win32' ? '.exe' : '';
  const found = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, `regctl${ending}`))
    .filter((path) => isProgram(path));
  // Links and folders that PATH has twice lead to one file.
  const [first, ...others] = [...new Map(found.map((path) => [realpathSync(path), path])).values()];
  if (first === undefined) return ok('PATH', 'no regctl on PATH');
  if (others.length === 0 && !isRegclient(first)) return ok('PATH', first);
  const named = [first, ...others].map((path) => (isRegclient(path) ? `${path} (regclient's)` : path));
  return {
    check: 'PATH',
    status: 'warning',
    detail:
      others.length === 0
        ? `regctl is another program: ${named.join(', ')}`
        : `several programs are called regctl: ${named.join(', ')}`,
    advice: `the first one runs; call this one by its second name, rctl, or as ${own}`,
  };
}

/** Names the C library that the standalone binary runs with, and what else it needs. */
export function libraries(isBinary: boolean): Diagnosis {
  if (!isBinary || process.platform !== 'linux') return ok('libraries', `Node.js ${process.versions.node}`);
  const { header } = process.report.getReport() as unknown as {
    readonly header: { readonly glibcVersionRuntime?: string };
  };
  return ok(
    'libraries',
    `glibc ${header.glibcVersionRuntime ?? 'unknown'}; needs 2.28, libstdc++6, libgcc-s1 and libatomic1`,
  );
}

function isRegclient(path: string): boolean {
  try {
    return statSync(path).size <= MAX_LOOKED_AT && readFileSync(path).includes(REGCLIENT);
  } catch {
    // What cannot be read is told of as another program.
    return false;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
