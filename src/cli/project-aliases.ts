import { readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { fileFailure, isFileError } from '../core/file-failure.ts';
import type { ProjectAlias } from './config/settings.ts';
import type { Context } from './context.ts';
import { makeFolder, writeWhole } from './files.ts';
import { isMap } from './is-map.ts';
import { oneLine } from './print-error.ts';

/** Project file → alias → the command that was agreed to. */
interface Trusted {
  readonly [path: string]: { readonly [name: string]: string };
}

/** Tells whether this user agreed to exactly this command under this name, in this place. */
export function isTrusted(stateDir: string, { path, name, command }: ProjectAlias): boolean {
  const agreed = read(stateDir)[placeOf(path)] ?? {};
  return Object.hasOwn(agreed, name) && agreed[name] === command;
}

/** Remembers that this user agreed to commands. @throws RegctlError `FILE_FAILED` */
export async function trust(stateDir: string, aliases: readonly ProjectAlias[]): Promise<void> {
  const trusted: { [path: string]: { readonly [name: string]: string } } = { ...read(stateDir) };
  for (const { path, name, command } of aliases) {
    const place = placeOf(path);
    trusted[place] = { ...trusted[place], [name]: command };
  }
  makeFolder(stateDir, { mode: 0o700 });
  const path = trustPath(stateDir);
  await writeWhole(path, `${JSON.stringify(trusted, null, 2)}\n`, path, 0o600);
}

/**
 * Lets a command of a project run only once this user agreed to it: a clone could hide anything behind a harmless name.
 *
 * `--yes` answers other questions than this one.
 *
 * @throws RegctlError `PROJECT_UNTRUSTED` where nobody can be asked, `INTERRUPTED` for a no
 */
export async function agreeTo(context: Context, alias: ProjectAlias): Promise<void> {
  const { stateDir } = context.folders;
  if (isTrusted(stateDir, alias)) return;
  const meaning = `regctl ${oneLine(alias.command)}`;
  if (!context.prompt.interactive)
    throw new RegctlError('PROJECT_UNTRUSTED', `${alias.name} of ${alias.path} is not run`, {
      reason: `it stands for \`${meaning}\`, and you did not agree to that yet`,
      hint: 'look at what the project names with `regctl alias list`, and agree with `regctl alias trust`',
    });
  context.io.stderr.write(`${oneLine(alias.path)} says that ${alias.name} stands for:\n\n  ${meaning}\n\n`);
  if (!(await context.prompt.confirm('Run this, now and later?', 'regctl alias trust')))
    throw new RegctlError('INTERRUPTED', `${alias.name} was not run`, { reason: 'the answer was no' });
  await trust(stateDir, [alias]);
}

function trustPath(stateDir: string): string {
  return join(stateDir, 'trusted-aliases.json');
}

/**
 * The project that a file makes: the folder where it was found, as it really is, for its zones are files below that.
 * A link in a clone to a file that was agreed to elsewhere is another project, with other zones.
 */
function placeOf(path: string): string {
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch (error) {
    throw fileFailure('read', path, error);
  }
}

function read(stateDir: string): Trusted {
  try {
    const value: unknown = JSON.parse(readFileSync(trustPath(stateDir), 'utf8'));
    if (isMap(value) && Object.values(value).every((one) => isMap(one))) return value as Trusted;
  } catch (error) {
    if (isFileError(error, 'ENOENT', 'ENOTDIR')) return {};
    if (!(error instanceof SyntaxError)) throw fileFailure('read', trustPath(stateDir), error);
  }
  // What is no such list says nothing: all is asked again.
  return {};
}
