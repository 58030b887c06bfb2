import { realpathSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Context } from '../context.ts';
import type { ProjectZone } from './load.ts';

/** Gives the folder of this machine whose zone files an account serves; undefined where its zones are elsewhere. */
export async function servedFolder(context: Context, account: string): Promise<string | undefined> {
  if ((await context.settings()).get('mode') !== 'local') return undefined;
  const { provider, endpoint } = await (await context.controlPlane()).accounts.get(account);
  return provider === 'zonefile' ? (endpoint ?? undefined) : undefined;
}

/** Tells whether a zone's file in the project is the very one that the folder serves. */
export function isServed({ zone, path }: Pick<ProjectZone, 'zone' | 'path'>, folder: string): boolean {
  return basename(path).toLowerCase() === `${zone}.zone` && isSameFolder(dirname(path), folder);
}

/** Tells whether two paths lead to one folder, by links or not. */
export function isSameFolder(one: string, other: string): boolean {
  return real(one) === real(other);
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What is not there yet is where it says.
    return path;
  }
}
