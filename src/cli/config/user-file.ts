import { readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure, isFileError } from '../../core/file-failure.ts';
import { makeFolder } from '../files.ts';
import type { ResolverSection } from './resolver-section.ts';
import { checkKey } from './settings.ts';

/** The user's own file, `config.yaml`, as read. */
export interface UserFile {
  readonly settings: { readonly [key: string]: string };
  readonly resolver: ResolverSection;
  readonly aliases: { readonly [name: string]: string };
  readonly profiles: { readonly [name: string]: { readonly [key: string]: string } };
}

const EMPTY: UserFile = { settings: {}, resolver: { hosts: {}, roots: [] }, aliases: {}, profiles: {} };

/** What may stand in the file beside settings. */
const SECTIONS = ['resolver', 'aliases', 'profiles'];

export function userFilePath(configDir: string): string {
  return join(configDir, 'config.yaml');
}

/** Reads the user's file; an absent one is empty. @throws RegctlError `INVALID_CONFIG` with the place of the fault */
export async function readUserFile(configDir: string): Promise<UserFile> {
  const path = userFilePath(configDir);
  const text = readIfThere(path);
  return text === undefined ? EMPTY : checkUserFile(await parseUserFile(text, path), path);
}

/** At once: to start a pool of threads for one short file costs every command more than the file. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw unreadable(path, error);
  }
}

async function parseUserFile(text: string, path: string): Promise<unknown> {
  const { parse } = await import('yaml');
  try {
    return (parse(text) as unknown) ?? {};
  } catch (error) {
    throw new RegctlError('INVALID_CONFIG', `${path} is no YAML`, {
      reason: error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/:$/, '') : '',
      hint: 'correct it with `regctl config edit`, or move it away',
      cause: error,
    });
  }
}

/** Changes the user's file; comments in it are kept. Folder 0700, file 0600, written whole. */
export async function editUserFile(
  configDir: string,
  keys: readonly string[],
  value: string | readonly string[] | undefined,
): Promise<void> {
  const { parseDocument } = await import('yaml');
  const path = userFilePath(configDir);
  const present = readIfThere(path) ?? '';
  // In what is no YAML, or no map, nothing can be set.
  asMap(await parseUserFile(present, path), path, 'the file');
  const document = parseDocument(present);
  const { parse } = await import('yaml');
  let text: string;
  try {
    if (value === undefined) document.deleteIn(keys);
    else document.setIn(keys, value);
    text = document.toString();
    await checkUserFile(parse(text) ?? {}, path);
  } catch (error) {
    // What was wrong before is told as it is.
    await checkUserFile(parse(present) ?? {}, path);
    throw refusedValue(keys, value, error);
  }
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(configDir, { mode: 0o700 });
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new RegctlError('STORE_FAILED', `cannot write ${path}`, {
      reason: fileFailure('write', path, error).reason ?? 'it failed',
      hint: isFileError(error, 'ENOSPC')
        ? 'make room on the disk and run it again'
        : 'make the folder writable, or set REGCTL_CONFIG_DIR to one that is',
      cause: error,
    });
  }
}

async function checkUserFile(value: unknown, path: string): Promise<UserFile> {
  const file = asMap(value, path, 'the file');
  const { resolver, aliases, profiles, ...settings } = file;
  for (const key of Object.keys(settings)) checkKey(key, path, SECTIONS);
  return {
    settings: texts(settings, path, ''),
    resolver: resolver === undefined ? EMPTY.resolver : await checkResolver(resolver, path),
    aliases: aliases === undefined ? {} : texts(asMap(aliases, path, 'aliases'), path, 'aliases.'),
    profiles: profiles === undefined ? {} : checkProfiles(asMap(profiles, path, 'profiles'), path),
  };
}

/** Names and addresses are read by code that few files need. */
async function checkResolver(value: unknown, path: string): Promise<UserFile['resolver']> {
  const { readResolver } = await import('./resolver-section.ts');
  return readResolver(asMap(value, path, 'resolver'), {
    texts: (map, key) => texts(asMap(map, path, key), path, `${key}.`),
    wrong: (key, reason) => wrong(path, key, reason),
  });
}

function checkProfiles(profiles: { readonly [name: string]: unknown }, path: string): UserFile['profiles'] {
  return Object.fromEntries(
    Object.entries(profiles).map(([name, value]) => {
      const settings = texts(asMap(value, path, `profiles.${name}`), path, `profiles.${name}.`);
      for (const key of Object.keys(settings)) checkKey(key, `${path}: profiles.${name}`, []);
      return [name, settings];
    }),
  );
}

function texts(
  map: { readonly [key: string]: unknown },
  path: string,
  prefix: string,
): { [key: string]: string } {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return [key, String(value)];
      throw wrong(path, `${prefix}${key}`, 'it takes a single value');
    }),
  );
}

function asMap(value: unknown, path: string, what: string): { readonly [key: string]: unknown } {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as { readonly [key: string]: unknown };
  throw wrong(path, what, 'it takes names with values');
}

function refusedValue(
  keys: readonly string[],
  value: string | readonly string[] | undefined,
  cause: unknown,
): RegctlError {
  return new RegctlError(
    'INVALID_CONFIG',
    `${keys.join('.')} cannot be ${JSON.stringify(value?.toString())}`,
    {
      reason: cause instanceof RegctlError && cause.reason !== undefined ? cause.reason : 'it is not taken',
      hint: 'regctl config set --help',
      cause,
    },
  );
}

function wrong(path: string, key: string, reason: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `${path}: ${key} is not right`, {
    reason,
    hint: 'correct it with `regctl config edit`',
  });
}

function unreadable(path: string, cause: unknown): RegctlError {
  return new RegctlError('INVALID_CONFIG', `cannot read ${path}`, {
    reason: cause instanceof Error ? cause.message : 'it failed',
    hint: 'make it readable, or set REGCTL_CONFIG_DIR',
    cause,
  });
}
