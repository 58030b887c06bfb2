import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { fileFailure } from '../core/file-failure.ts';
import type { Settings } from './config/settings.ts';
import type { Registry } from './registry.ts';

type Environment = { readonly [name: string]: string | undefined };

/** A program that adds a command: `regctl-NAME`. */
export interface Extension {
  readonly name: string;
  readonly path: string;
}

const PREFIX = 'regctl-';
const ENDING: string = process.platform === 'win32' ? '.exe' : '';
/** A quoted part of a word, or a character of one. */
const PIECE = /'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"]/gsu;
/** Names that cannot lead out of a folder. */
const NAME = /^[A-Za-z0-9][\w-]*$/;

/**
 * The words that an alias stands for, with the rest behind them.
 *
 * @throws RegctlError `INVALID_CONFIG` for one that stands for no command of regctl, such as for itself, `INVALID_INPUT` for an open quote
 */
export function expandAlias(
  registry: Registry,
  command: string,
  at: { readonly word: string; readonly index: number },
  argv: readonly string[],
): readonly string[] {
  const words = splitCommand(command);
  if (!isCommand(registry, words[0] ?? ''))
    throw new RegctlError('INVALID_CONFIG', `the alias ${at.word} stands for no command of regctl`, {
      reason: `it is ${JSON.stringify(command)}, and must begin with one`,
      hint: 'regctl alias list',
    });
  return [...argv.slice(0, at.index), ...words, ...argv.slice(at.index + 1)];
}

/** The words of a command as a shell has them: quotes keep what is in them together. @throws RegctlError `INVALID_INPUT` for an open one */
export function splitCommand(command: string): readonly string[] {
  if (/['"]/.test(command.replaceAll(PIECE, '')))
    throw new RegctlError(
      'INVALID_INPUT',
      `the command ${JSON.stringify(command)} cannot be split into words`,
      {
        reason: 'a quote in it is not closed',
        hint: 'close it, or put it between quotes of the other kind',
      },
    );
  const words = command.match(new RegExp(`(?:${PIECE.source})+`, 'gsu')) ?? [];
  return words.map((word) => word.replaceAll(PIECE, unquote));
}

function unquote(piece: string): string {
  if (piece.startsWith("'")) return piece.slice(1, -1);
  return piece.startsWith('"') ? piece.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : piece;
}

/** Tells whether a word is a noun or a command of regctl itself. */
export function isCommand(registry: Registry, word: string): boolean {
  return registry.findGroup(word) !== undefined || registry.findCommand(word) !== undefined;
}

/**
 * Finds the program of an extension: the one that was installed, else the first on PATH.
 *
 * @param folder - where extensions are installed
 * @throws RegctlError `EXTENSION_CHANGED` where the installed one is not what was installed
 */
export async function findExtension(
  name: string,
  environment: Environment,
  folder: string,
): Promise<string | undefined> {
  if (!NAME.test(name)) return undefined;
  if (existsSync(join(folder, `${name}.json`))) {
    const { verifiedProgram } = await import('./extensions/installed.ts');
    return verifiedProgram(folder, name);
  }
  return foldersOf(environment)
    .map((folder) => join(folder, `${PREFIX}${name}${ENDING}`))
    .find((path) => isProgram(path));
}

/** Every extension on PATH in its order; of two with one name the second is never called. */
export function listExtensions(environment: Environment): readonly Extension[] {
  return foldersOf(environment).flatMap((folder) =>
    namesIn(folder)
      .filter((file) => file.startsWith(PREFIX) && file.endsWith(ENDING))
      .map((file) => ({
        name: file.slice(PREFIX.length, file.length - ENDING.length),
        path: join(folder, file),
      }))
      .filter(({ name, path }) => NAME.test(name) && isProgram(path))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
}

/**
 * Runs an extension in the place of a command, on the same streams, and gives its exit code.
 *
 * @param environment - without secrets; it is told of the settings by the variables that regctl itself reads
 */
export async function runExtension(
  { name, path }: Extension,
  words: readonly string[],
  settings: Settings,
  environment: Environment,
): Promise<number> {
  // It brings the network along, and most words that are no command are no extension either.
  const { spawn } = await import('node:child_process');
  const told = Object.fromEntries(
    (
      [
        ['REGCTL_MODE', 'mode'],
        ['REGCTL_HOST', 'host'],
        ['REGCTL_PROFILE', 'profile'],
        ['REGCTL_ACCOUNT', 'account'],
      ] as const
    ).map(([variable, key]) => [variable, settings.get(key)]),
  );
  const child = spawn(path, words, {
    stdio: 'inherit',
    env: { ...environment, ...told, REGCTL_EXTENSION: name },
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(fileFailure('use', path, error, 'see what `regctl extensions list` says of it')),
    );
    child.once('close', (code, signal) => {
      if (code !== null) resolve(code);
      else
        reject(
          new RegctlError('INTERRUPTED', `${path} was stopped`, {
            reason: `it ended by ${signal ?? 'a signal'}`,
            hint: 'see what it had done before',
          }),
        );
    });
  });
}

/** Relative folders of PATH are left out: what lies in a clone that somebody works in shall not become a command. */
function foldersOf(environment: Environment): readonly string[] {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return [...new Set(folders)];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // PATH names folders that are not there on many machines.
    return [];
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
