import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import type { GlobalFlags } from '../global-flags.ts';
import {
  ALIAS_NAME,
  PROJECT_KEYS,
  type ProjectAlias,
  resolveSettings,
  SETTING_KEYS,
  type Layer,
  type SettingKey,
  type Setting,
  type Settings,
} from './settings.ts';
import { readUserFile, userFilePath } from './user-file.ts';

/** Names of the project file, looked for upwards from the working folder. */
const PROJECT_FILES = ['regctl.yaml', '.regctl.yaml'];

export interface LoadOptions {
  readonly flags: GlobalFlags;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly configDir: string;
}

/** Resolves all settings: flag, environment, project file, profile, user file, default. */
export async function loadSettings(options: LoadOptions): Promise<Settings> {
  const { flags, environment, configDir } = options;
  const user = await readUserFile(configDir);
  const project = await projectSettings(findProjectFile(options));
  const strong: Layer[] = [
    { origin: 'flag', source: (key) => `--${key}`, values: flagValues(flags) },
    { origin: 'environment', source: (key) => envOf(key) ?? '', values: environmentValues(environment) },
    { origin: 'project file', source: () => project.path, values: project.values },
  ];
  const userLayer: Layer = {
    origin: 'user file',
    source: () => userFilePath(configDir),
    values: user.settings,
  };
  const profile = resolveSettings([...strong, userLayer]).find((setting) => setting.key === 'profile');
  const layers = [...strong];
  if (profile !== undefined) {
    const values = Object.hasOwn(user.profiles, profile.value) ? user.profiles[profile.value] : undefined;
    if (values === undefined) throw unknownProfile(profile.value, Object.keys(user.profiles));
    layers.push({ origin: 'profile', source: () => `profile ${profile.value}`, values });
  }
  const all = hostedWhereAHostIs(resolveSettings([...layers, userLayer]));
  return {
    all,
    get: (key) => all.find((setting) => setting.key === key)?.value,
    resolver: user.resolver,
    aliases: user.aliases,
    projectAliases: project.aliases,
    profiles: user.profiles,
  };
}

/** Whoever names a control plane means to use it, unless they say otherwise. */
function hostedWhereAHostIs(all: readonly Setting[]): readonly Setting[] {
  const host = all.find(({ key }) => key === 'host');
  if (host === undefined) return all;
  return all.map((setting) =>
    setting.key === 'mode' && setting.origin === 'default'
      ? { ...setting, value: 'hosted', origin: host.origin, source: `${host.source} (host)` }
      : setting,
  );
}

/** Finds the project file: `--config`, or the nearest one from the working folder up. */
export function findProjectFile({ flags, cwd }: Pick<LoadOptions, 'flags' | 'cwd'>): string | undefined {
  if (flags.config !== undefined) {
    const path = resolve(cwd, String(flags.config));
    if (existsSync(path)) return path;
    throw new RegctlError('FILE_NOT_FOUND', `project file ${String(flags.config)} not found`, {
      reason: '--config names it',
      hint: 'correct the path',
    });
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = PROJECT_FILES.map((name) => join(folder, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The few settings that a project file may carry; its zones are read by the commands that need them. */
async function projectSettings(
  path: string | undefined,
): Promise<{ path: string; values: { [key: string]: string }; aliases: readonly ProjectAlias[] }> {
  if (path === undefined) return { path: '', values: {}, aliases: [] };
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'));
  } catch {
    // A project file that cannot be read is told of by the commands that need it, with the place of the fault.
    return { path, values: {}, aliases: [] };
  }
  const values: { [key: string]: string } = {};
  const file = mapOf(value);
  for (const key of PROJECT_KEYS) {
    const setting = file[key];
    if (typeof setting === 'string') values[key] = setting;
  }
  const aliases = Object.entries(mapOf(file['aliases']));
  return {
    path,
    values,
    aliases: aliases.flatMap(([name, command]) =>
      // Another name cannot be typed, and a shell that completed it would run what is in it.
      typeof command === 'string' && ALIAS_NAME.test(name) ? [{ path, name, command }] : [],
    ),
  };
}

/** A map as YAML has it; what is none says nothing here. */
function mapOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null ? (value as { readonly [key: string]: unknown }) : {};
}

function flagValues(flags: GlobalFlags): { [key: string]: string | undefined } {
  return Object.fromEntries(
    Object.entries(SETTING_KEYS as { readonly [key: string]: { readonly flag?: string } }).map(
      ([key, { flag }]) => {
        const value = flag === undefined ? undefined : (flags as { readonly [name: string]: unknown })[flag];
        return [key, typeof value === 'string' ? value : undefined];
      },
    ),
  );
}

function environmentValues(environment: { readonly [name: string]: string | undefined }): {
  [key: string]: string | undefined;
} {
  return Object.fromEntries(
    (Object.keys(SETTING_KEYS) as SettingKey[]).map((key) => {
      const name = envOf(key);
      const value = name === undefined ? undefined : environment[name];
      return [key, value === '' ? undefined : value];
    }),
  );
}

function envOf(key: SettingKey): string | undefined {
  return (SETTING_KEYS[key] as { readonly env?: string }).env;
}

function unknownProfile(name: string, known: readonly string[]): RegctlError {
  return new RegctlError('PROFILE_NOT_FOUND', `profile ${name} not found`, {
    reason: known.length === 0 ? 'there are no profiles' : `there are: ${known.join(', ')}`,
    hint: 'make one with `regctl profiles create NAME`',
  });
}
