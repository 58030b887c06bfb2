import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folders of this user, by the XDG rules; `%APPDATA%` on Windows */
export function userFolders(environment: { readonly [name: string]: string | undefined }): {
  readonly configDir: string;
  readonly stateDir: string;
  readonly dataDir: string;
  readonly cacheDir: string;
} {
  const windows = environment['APPDATA'];
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? homedir();
  const under = (variable: string, fallback: string): string => {
    const base = environment[variable];
    if (base !== undefined && base !== '') return join(base, 'regctl');
    if (process.platform === 'win32' && windows !== undefined) return join(windows, 'regctl');
    return join(home, fallback, 'regctl');
  };
  return {
    configDir: environment['REGCTL_CONFIG_DIR'] ?? under('XDG_CONFIG_HOME', '.config'),
    stateDir: under('XDG_STATE_HOME', '.local/state'),
    dataDir: under('XDG_DATA_HOME', '.local/share'),
    cacheDir: under('XDG_CACHE_HOME', '.cache'),
  };
}
