import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { isFileError } from '../../core/file-failure.ts';
import type { Installation } from '../../ports/updater.ts';

/** The files of the Debian package, as dpkg lists them. */
const DEBIAN_LIST = '/var/lib/dpkg/info/regctl.list';

/**
 * Finds out how this regctl came onto the machine.
 *
 * @param program - the file that runs: the standalone binary, or a module of the npm package
 */
export function findInstallation(options: {
  readonly program: string;
  readonly isBinary: boolean;
  readonly debianList?: string;
}): Installation {
  const path = realPath(options.program);
  const folders = path.split(/[/\\]/);
  if (!options.isBinary) {
    return folders.includes('node_modules')
      ? { method: 'npm', path, command: 'npm install --global @regctl/cli@latest' }
      : { method: 'source', path, command: 'git pull && npm ci' };
  }
  if (folders.includes('Cellar')) return { method: 'homebrew', path, command: 'brew upgrade regctl' };
  if (debianFiles(options.debianList ?? DEBIAN_LIST).includes(path))
    return {
      method: 'debian',
      path,
      command: 'sudo apt-get update && sudo apt-get install --only-upgrade regctl',
    };
  return { method: 'binary', path };
}

/** Refuses where the file is not regctl's to replace. @throws RegctlError `UPDATE_ELSEWHERE`, `FILE_FAILED` */
export function requireReplaceable({ method, path, command }: Installation): void {
  if (command !== undefined) {
    const keepers = {
      debian: 'a Debian package',
      homebrew: 'Homebrew',
      npm: 'npm',
      source: 'a clone of its sources',
      binary: 'nobody',
    } as const;
    throw new RegctlError('UPDATE_ELSEWHERE', `${path} is not regctl's to replace`, {
      reason: `it was installed by ${keepers[method]}`,
      hint: command,
      details: { method, path },
    });
  }
  if (!existsSync(path)) {
    throw new RegctlError('FILE_FAILED', `${path} is gone`, {
      reason: 'this regctl runs from a file that was deleted meanwhile',
      hint: 'install it again, with the installer',
    });
  }
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    throw new RegctlError('FILE_FAILED', `${path} cannot be replaced`, {
      reason: 'its folder cannot be written',
      hint: 'run the update as the user who installed it, or install regctl for yourself with the installer',
      cause: error,
    });
  }
}

/** Linux names the file of a process whose file is gone with ` (deleted)` behind it. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (isFileError(error)) return path.replace(/ \(deleted\)$/, '');
    throw error;
  }
}

function debianFiles(list: string): readonly string[] {
  try {
    return readFileSync(list, 'utf8').split('\n');
  } catch (error) {
    if (isFileError(error)) return [];
    throw error;
  }
}
