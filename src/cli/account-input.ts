import { resolve } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { parseDomainName } from '../core/names.ts';
import type { ProviderDescription, ProviderField } from '../ports/dns-provider.ts';
import type { Context } from './context.ts';

/** Flags of the commands that add and change accounts. A secret is never one of them: it would stand in the process list. */
export const ACCOUNT_FLAGS = {
  endpoint: { type: 'string', value: 'URL', description: 'address, base URL or folder' },
  zone: {
    type: 'list',
    value: 'NAME',
    description: 'zone of the account, where the provider cannot list them',
    completes: 'zone',
  },
  setting: { type: 'list', value: 'KEY=VALUE', description: 'setting of the provider' },
  'credential-command': {
    type: 'string',
    value: 'COMMAND',
    description: 'command that prints the secret as JSON, run without a shell',
  },
  'from-env': {
    type: 'boolean',
    description: "take the secret from the provider's environment variables at each use",
  },
  'insecure-storage': {
    type: 'boolean',
    description: 'keep the secret in an encrypted file instead of the keychain',
  },
  'no-test': { type: 'boolean', description: 'keep the account without trying it' },
} as const;

interface AccountFlagValues {
  readonly endpoint: string | undefined;
  readonly zone: readonly string[];
  readonly setting: readonly string[];
  readonly 'credential-command': string | undefined;
  readonly 'from-env': boolean;
  readonly 'insecure-storage': boolean;
  readonly 'no-test': boolean;
}

/** Reads what both commands take besides the secret. */
export function readAccountFlags(
  context: Context,
  flags: AccountFlagValues,
  description: ProviderDescription,
): {
  endpoint?: string;
  zones?: string[];
  settings?: { [name: string]: string };
  credentialCommand?: string;
  storage?: 'encrypted-file' | 'environment';
  verify: boolean;
} {
  const endpoint =
    flags.endpoint !== undefined && description.name === 'zonefile'
      ? folderOf(context, flags.endpoint)
      : flags.endpoint;
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(flags.zone.length === 0 ? {} : { zones: flags.zone.map(parseDomainName) }),
    ...(flags.setting.length === 0 ? {} : { settings: Object.fromEntries(flags.setting.map(readSetting)) }),
    ...(flags['credential-command'] === undefined ? {} : { credentialCommand: flags['credential-command'] }),
    ...(flags['insecure-storage']
      ? { storage: 'encrypted-file' as const }
      : flags['from-env']
        ? { storage: 'environment' as const }
        : {}),
    verify: !flags['no-test'],
  };
}

/** Reads the secret: JSON on stdin, or a question for each field on a terminal. Undefined where the provider has none or nothing was given. */
export async function readCredentials(
  context: Context,
  fields: readonly ProviderField[],
): Promise<{ [field: string]: string } | undefined> {
  if (fields.length === 0) return undefined;
  if (!context.io.stdin.isTty) return parseCredentials(await context.io.stdin.text());
  const credentials: { [field: string]: string } = {};
  for (const field of fields) {
    const options = { flag: 'the secret as JSON on stdin: < credentials.json' };
    const answer = field.secret
      ? await context.prompt.secret(`${field.label}:`, options)
      : await context.prompt.text(`${field.label}:`, options);
    if (answer !== '') credentials[field.name] = answer;
  }
  return credentials;
}

function parseCredentials(text: string): { [field: string]: string } | undefined {
  if (text.trim() === '') return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    if (
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      Object.values(value).every((field) => typeof field === 'string')
    ) {
      return value as { [field: string]: string };
    }
  } catch {
    // Told below; the cause would quote the secret.
  }
  throw new RegctlError('INVALID_INPUT', 'stdin is no JSON object of texts', {
    reason: 'the secret is read from stdin as {"field": "value"}',
    hint: 'see the fields with `regctl help PROVIDER`',
  });
}

function readSetting(setting: string): [string, string] {
  const at = setting.indexOf('=');
  if (at > 0) return [setting.slice(0, at), setting.slice(at + 1)];
  throw new RegctlError('USAGE', `--setting takes KEY=VALUE, not ${JSON.stringify(setting)}`, {
    reason: 'there is no = in it',
    hint: 'such as --setting server-id=localhost',
  });
}

function folderOf(context: Context, endpoint: string): string {
  const home = context.environment['HOME'] ?? '';
  return resolve(context.cwd, endpoint.startsWith('~/') ? `${home}${endpoint.slice(1)}` : endpoint);
}
