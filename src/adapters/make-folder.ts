import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with everything above it.
 *
 * Node's own recursive `mkdir` never ends where a file system refuses with ENOENT, as /proc does; this one fails.
 *
 * @param mode - of what is new
 * @throws the error of the file system
 */
export function makeFolder(path: string, mode: number): void {
  const missing: string[] = [];
  for (let at = path; statSync(at, { throwIfNoEntry: false }) === undefined; at = dirname(at))
    missing.push(at);
  for (const folder of missing.toReversed()) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      // Another process made it meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
  }
}
