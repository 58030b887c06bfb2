import { resolve } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { parseDomainName, type DomainName } from '../core/names.ts';
import { findProjectFile } from './config/load.ts';
import type { Context } from './context.ts';
import { readBytes, readText } from './files.ts';
import { zoneFileLayout } from './zone-file-layout.ts';

/** A `$ORIGIN` with its full name above everything but comments and `$TTL`. */
const LEADING_ORIGIN = /^(?:[^\S\n]*(?:;[^\n]*)?\n|\$TTL[^\n]*\n)*\$ORIGIN[^\S\n]+(\S+)\.(?=\s)/i;

/**
 * Finds the zone that a file named on the command line is of: the one that is given, the one that the project says, the one that the file itself says, or the one
 * that its name says by a dot, such as `example.org.zone`.
 *
 * @param given - the value of `--zone`
 * @throws RegctlError `USAGE` where none of them tells it, `FILE_NOT_FOUND`, `FILE_FAILED`, `INVALID_CONFIG`
 */
export async function zoneOfFile(
  context: Context,
  path: string,
  given: string | undefined,
): Promise<DomainName> {
  if (given !== undefined) return parseDomainName(given);
  // Stdin can be read once only, and is read by who asks.
  if (path === '-') return zoneOfStdin(undefined, given);
  const full = resolve(context.cwd, path);
  const zone = (await byProject(context, full)) ?? (await byContent(full, path)) ?? byName(path);
  if (zone !== undefined) return zone;
  throw new RegctlError('USAGE', `of which zone is ${path}?`, {
    reason: 'no project names it, it begins with no $ORIGIN, and its name is no domain name with a dot',
    hint: 'name the zone with `--zone ZONE`',
  });
}

/**
 * The zone of a master file from stdin: the one that is given, else the one that its text says, where that is known.
 *
 * @throws RegctlError `USAGE` where neither tells it
 */
export function zoneOfStdin(text: string | undefined, given: string | undefined): DomainName {
  const zone = given === undefined ? originOf(text ?? '') : parseDomainName(given);
  if (zone !== undefined) return zone;
  throw new RegctlError('USAGE', 'of which zone is what comes from stdin?', {
    reason: text === undefined ? 'it has no name that could tell it' : 'it begins with no $ORIGIN',
    hint: 'name the zone with `--zone ZONE`',
  });
}

function originOf(text: string): DomainName | undefined {
  const origin = LEADING_ORIGIN.exec(text)?.[1];
  return origin === undefined ? undefined : parseDomainName(origin);
}

async function byProject(context: Context, full: string): Promise<DomainName | undefined> {
  if (findProjectFile(context) === undefined) return undefined;
  const { loadProject } = await import('./project/load.ts');
  return loadProject(context).zones.find((zone) => zone.path === full)?.zone;
}

async function byContent(full: string, shown: string): Promise<DomainName | undefined> {
  switch (zoneFileLayout(full)) {
    case 'json':
      return (await import('./project/json-zone.ts')).zoneOfJson(readText(full, shown), shown);
    case 'master':
      return originOf(Buffer.from(readBytes(full, shown)).toString());
    case 'yaml':
    case 'folder':
      return undefined;
  }
}

/** `example.org.zone`, `example.org.yaml`, `db.example.org`, octoDNS's folder `example.org.`: what remains must be a name with a dot, or it may mean anything. */
function byName(path: string): DomainName | undefined {
  const name = (path.split(/[/\\]/).findLast((part) => part !== '') ?? '')
    .replace(/\.(?:zone|ya?ml|json|db|txt)$/i, '')
    .replace(/^db\./, '')
    .replace(/\.$/, '');
  return name.includes('.') ? parseDomainName(name) : undefined;
}
