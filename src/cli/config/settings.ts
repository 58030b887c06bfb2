import { RegctlError } from '../../core/errors.ts';
import { suggest } from '../suggest.ts';

/** Where a setting comes from, strongest first. */
export type Origin = 'flag' | 'environment' | 'project file' | 'profile' | 'user file' | 'default';

export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly origin: Origin;
  /** The file, variable or flag. */
  readonly source: string;
}

interface SettingAbout {
  readonly does: string;
  readonly env?: string;
  readonly flag?: string;
  readonly default?: string;
  readonly choices?: readonly string[];
}

/** What may be set, with its meaning, default and the variable and flag that carry it. */
export const SETTING_KEYS = {
  account: {
    does: 'provider account to use where several serve a zone',
    env: 'REGCTL_ACCOUNT',
    flag: 'account',
  },
  profile: { does: 'profile whose settings apply', env: 'REGCTL_PROFILE', flag: 'profile' },
  mode: {
    does: 'local: straight to providers; hosted: through a control plane',
    env: 'REGCTL_MODE',
    flag: 'mode',
    default: 'local',
    choices: ['local', 'hosted'],
  },
  host: { does: 'address of the control plane', env: 'REGCTL_HOST' },
  output: {
    does: 'output format where no flag says one',
    env: 'REGCTL_OUTPUT',
    choices: ['table', 'json', 'ndjson', 'yaml', 'csv', 'tsv', 'name'],
  },
  pager: { does: 'program that shows long output on a terminal', env: 'REGCTL_PAGER' },
  editor: { does: 'program that `zones edit` opens', env: 'REGCTL_EDITOR' },
  color: { does: 'when to colour', flag: 'color', default: 'auto', choices: ['auto', 'always', 'never'] },
} as const;

export type SettingKey = keyof typeof SETTING_KEYS;

/** Settings that a project file may carry; the host is not among them, so that a clone cannot send anybody elsewhere. */
export const PROJECT_KEYS: readonly SettingKey[] = ['account', 'profile'];

/** Names of aliases: what can be typed as one word, in any shell. */
export const ALIAS_NAME: RegExp = /^[A-Za-z0-9][\w-]*$/;

/** One command that a project file names. */
export interface ProjectAlias {
  /** The project file. */
  readonly path: string;
  readonly name: string;
  /** What it stands for, without regctl. */
  readonly command: string;
}

/** All settings of one call, resolved. */
export interface Settings {
  get(key: SettingKey): string | undefined;
  readonly all: readonly Setting[];
  /** Name server name → `address[:port]`, and roots to begin from. */
  readonly resolver: {
    readonly hosts: { readonly [name: string]: string };
    readonly roots: readonly string[];
  };
  readonly aliases: { readonly [name: string]: string };
  /** Commands that the project file names; each runs only once this user agreed to it. */
  readonly projectAliases: readonly ProjectAlias[];
  readonly profiles: { readonly [name: string]: { readonly [key: string]: string } };
}

/** One layer of settings: a file, the environment or the flags. */
export interface Layer {
  readonly origin: Origin;
  readonly source: (key: SettingKey) => string;
  readonly values: { readonly [key: string]: string | undefined };
}

/** Puts layers over each other, the strongest first. @throws RegctlError `INVALID_CONFIG` for a value that a key does not take */
export function resolveSettings(layers: readonly Layer[]): Setting[] {
  return (Object.keys(SETTING_KEYS) as SettingKey[]).flatMap((key): Setting[] => {
    const layer = layers.find((candidate) => candidate.values[key] !== undefined);
    const about: SettingAbout = SETTING_KEYS[key];
    if (layer !== undefined) {
      const value = layer.values[key] as string;
      checkValue(key, value, layer.source(key));
      return [{ key, value, origin: layer.origin, source: layer.source(key) }];
    }
    return about.default === undefined
      ? []
      : [{ key, value: about.default, origin: 'default', source: 'built in' }];
  });
}

/**
 * Refuses a key that does not exist, with a suggestion.
 *
 * @param sections - of a file: what else may stand there
 * @throws RegctlError `INVALID_CONFIG`
 */
export function checkKey(
  key: string,
  source: string,
  sections?: readonly string[],
): asserts key is SettingKey {
  if (Object.hasOwn(SETTING_KEYS, key)) return;
  const near = suggest(key, [...Object.keys(SETTING_KEYS), ...(sections ?? [])]);
  throw new RegctlError('INVALID_CONFIG', `${source}: there is no setting ${JSON.stringify(key)}`, {
    reason:
      near.length === 0
        ? `the settings are ${Object.keys(SETTING_KEYS).join(', ')}`
        : `did you mean ${near.join(' or ')}?`,
    hint: sections === undefined ? 'regctl config list' : 'correct it with `regctl config edit`',
  });
}

/** Refuses a value that a key does not take. @throws RegctlError `INVALID_CONFIG` */
export function checkValue(key: SettingKey, value: string, source: string): void {
  const about: SettingAbout = SETTING_KEYS[key];
  if (about.choices === undefined || about.choices.includes(value)) return;
  throw new RegctlError('INVALID_CONFIG', `${source}: ${key} cannot be ${JSON.stringify(value)}`, {
    reason: `it takes one of ${about.choices.join(', ')}`,
    hint: `regctl config set ${key} ${about.choices[0] ?? ''}`,
  });
}
