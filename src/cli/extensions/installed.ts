import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { isFileError } from '../../core/file-failure.ts';
import { digestOf, type PinnedFile } from './content.ts';

/** An extension that was installed, as it is written down. */
export interface Installed {
  readonly format: 'regctl.extension/v1';
  readonly name: string;
  readonly kind: 'folder' | 'git';
  readonly source: string;
  /** The branch, tag or commit that was asked for; null for the default branch, and for a folder. */
  readonly ref: string | null;
  readonly commit: string | null;
  /** Digest of all files, which is the name of their folder too. */
  readonly digest: string;
  readonly installedAt: string;
  readonly files: readonly PinnedFile[];
}

export const PREFIX = 'regctl-';
/** What programs are called behind their name. */
export const ENDING: string = process.platform === 'win32' ? '.exe' : '';

export function recordPath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

export function filesFolder(folder: string, { name, digest }: Pick<Installed, 'name' | 'digest'>): string {
  return join(folder, name, digest);
}

export function programPath(folder: string, installed: Pick<Installed, 'name' | 'digest'>): string {
  return join(filesFolder(folder, installed), `${PREFIX}${installed.name}${ENDING}`);
}

/** Reads what was installed under a name; undefined where nothing was. @throws RegctlError `EXTENSION_CHANGED` for a record that cannot be read */
export function readInstalled(folder: string, name: string): Installed | undefined {
  try {
    const value = JSON.parse(readFileSync(recordPath(folder, name), 'utf8')) as Partial<Installed>;
    if (value.format === 'regctl.extension/v1' && value.name === name && Array.isArray(value.files))
      return value as Installed;
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new RegctlError('EXTENSION_CHANGED', `the extension ${name} is not run`, {
    reason: `${recordPath(folder, name)} is not what regctl wrote`,
    hint: 'delete that file, and install the extension again',
  });
}

/** Every extension that was installed, by name. */
export function listInstalled(folder: string): readonly Installed[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
  return names
    .filter((name) => /^[A-Za-z0-9][\w-]*\.json$/.test(name))
    .map((name) => readInstalled(folder, name.slice(0, -'.json'.length)))
    .filter((installed) => installed !== undefined)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Gives the program of an installed extension, once every file of it is what was installed. Files beside them, such as those that a language compiles to, are its own.
 *
 * @throws RegctlError `EXTENSION_CHANGED`
 */
export function verifiedProgram(folder: string, name: string): string | undefined {
  const installed = readInstalled(folder, name);
  if (installed === undefined) return undefined;
  const different = firstDifference(folder, installed);
  if (different !== undefined) throw changed(name, `${different} is not what was installed`);
  return programPath(folder, installed);
}

/** The first file that is not as it was installed; undefined where all are. */
export function firstDifference(folder: string, installed: Installed): string | undefined {
  const root = filesFolder(folder, installed);
  return installed.files
    .map((file) => ({ ...file, path: join(root, file.path) }))
    .find(({ path, digest, executable }) => digestOfFile(path) !== digest || (executable && !mayRun(path)))
    ?.path;
}

/** Windows runs programs by their names. */
function mayRun(path: string): boolean {
  return process.platform === 'win32' || (statSync(path).mode & 0o100) !== 0;
}

function digestOfFile(path: string): string | undefined {
  try {
    return digestOf(readFileSync(path));
  } catch (error) {
    if (isFileError(error)) return undefined;
    throw error;
  }
}

function changed(name: string, reason: string): RegctlError {
  return new RegctlError('EXTENSION_CHANGED', `the extension ${name} is not run`, {
    reason,
    hint: `put it back with \`regctl extensions upgrade ${name}\`, or take it away with \`regctl extensions remove ${name}\``,
  });
}
