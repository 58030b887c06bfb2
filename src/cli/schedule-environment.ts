import { resolve } from 'node:path';
import type { Context } from './context.ts';

/** Variables that say where the store and the configuration are. */
const PLACES = ['REGCTL_CONFIG_DIR', 'REGCTL_PROFILE', 'XDG_CONFIG_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME'];
/** Variables that name files without which no secret is read and no CA of one's own is believed. */
const FILES = ['REGCTL_PASSPHRASE_FILE', 'NODE_EXTRA_CA_CERTS'];
/** Variables without which nothing outside is reached, in either letter case. */
const PROXIES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'];

/** What a run by the clock needs of the variables that are set now. */
export interface ScheduleEnvironment {
  readonly kept: { readonly [name: string]: string };
  /** Those that hold a secret, which stands in no file that others may read. */
  readonly secret: readonly string[];
}

export function scheduleEnvironment({ environment, cwd }: Context): ScheduleEnvironment {
  const set = (names: readonly string[]): readonly (readonly [string, string])[] =>
    names.flatMap((name) => {
      const value = environment[name] ?? '';
      return value === '' ? [] : [[name, value] as const];
    });
  const proxies = set(PROXIES.flatMap((name) => [name, name.toLowerCase()]));
  // What stands before the @ is a password.
  const open = proxies.filter(([, value]) => !value.includes('@'));
  const files = set(FILES).map(([name, path]) => [name, resolve(cwd, path)] as const);
  const isWithoutFile = (environment['REGCTL_PASSPHRASE_FILE'] ?? '') === '';
  return {
    kept: Object.fromEntries([...set(PLACES), ...files, ...open]),
    secret: [
      ...(isWithoutFile ? set(['REGCTL_PASSPHRASE']) : []),
      ...proxies.filter(([, value]) => value.includes('@')),
    ].map(([name]) => name),
  };
}
