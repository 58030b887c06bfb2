import { homedir } from 'node:os';
import { join } from 'node:path';
import { RegctlError } from '../core/errors.ts';

/** Folders of this user, by the XDG rules; `%APPDATA%` on Windows. @throws RegctlError `INVALID_CONFIG` for a user without a home whom no variable names folders */
export function userFolders(environment: { readonly [name: string]: string | undefined }): {
  readonly configDir: string;
  readonly stateDir: string;
  readonly dataDir: string;
  readonly extensionsDir: string;
  readonly cacheDir: string;
} {
  const windows = environment['APPDATA'];
  const under = (variable: string, fallback: string): string => {
    const base = environment[variable];
    if (base !== undefined && base !== '') return join(base, 'regctl');
    if (process.platform === 'win32' && windows !== undefined) return join(windows, 'regctl');
    return join(homeOf(environment), fallback, 'regctl');
  };
  const dataDir = under('XDG_DATA_HOME', '.local/share');
  const configDir = environment['REGCTL_CONFIG_DIR'] ?? '';
  return {
    configDir: configDir === '' ? under('XDG_CONFIG_HOME', '.config') : configDir,
    stateDir: under('XDG_STATE_HOME', '.local/state'),
    dataDir,
    extensionsDir: join(dataDir, 'extensions'),
    cacheDir: under('XDG_CACHE_HOME', '.cache'),
  };
}

function homeOf(environment: { readonly [name: string]: string | undefined }): string {
  // An empty variable is none (XDG Base Directory Specification); joined, it would mean the working folder.
  const named = [environment['HOME'], environment['USERPROFILE']].find(
    (home) => home !== undefined && home !== '',
  );
  if (named !== undefined) return named;
  try {
    return homedir();
  } catch (error) {
    throw new RegctlError('INVALID_CONFIG', 'this user has no home folder', {
      reason: 'HOME is not set, and the system knows no other',
      hint: 'set HOME, or XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_DATA_HOME and XDG_CACHE_HOME',
      cause: error,
    });
  }
}
