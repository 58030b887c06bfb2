import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { RegctlError } from '../core/errors.ts';
import type { ServerConfig } from '../ports/server-host.ts';
import { challengeSettings, readChallengeConfig } from './challenge-config.ts';
import type { Context } from './context.ts';
import { PROVIDER_CLIENTS } from './grant-config.ts';
import { TRUSTED_ISSUERS } from './issuer-config.ts';
import { OBSERVING_SETTINGS, observingFlags } from './observing-config.ts';
import { SIGN_IN_PROVIDERS } from './sign-in-config.ts';
import { ZONE_EXPORT_DAYS } from './zone-export-config.ts';

/** Where a server listens when nobody says: this machine alone. */
const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8765;

/** Flags of every command about a server. */
export const DATA_FLAG = {
  data: { type: 'string', value: 'DIR', description: 'data folder of the server', completes: 'file' },
} as const;

const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(',').filter((item) => item !== '') : value),
  z.array(z.string()),
);
const yesNo = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean(),
);

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

/** What the file and the variables may say; a variable is `REGCTL_SERVER_` and the name in capitals. */
const SETTINGS = z.strictObject({
  host: z.string().min(1).default(DEFAULT_HOST),
  port: z.coerce.number().int().min(0).max(65_535).default(DEFAULT_PORT),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === '/', 'it must have no path')
    .transform((url) => new URL(url).origin)
    .exactOptional(),
  corsOrigins: list
    .refine((origins) => origins.every(isOrigin), 'each is a scheme and a host: https://app.example.org')
    .default([]),
  trustedProxies: list.default([]),
  allowPrivateAddresses: yesNo.default(false),
  allowFileProviders: yesNo.default(false),
  masterKeys: list.default([]),
  zoneExportDays: ZONE_EXPORT_DAYS.exactOptional(),
  trustedIssuers: TRUSTED_ISSUERS.default([]),
  signIn: SIGN_IN_PROVIDERS.default([]),
  providerClients: PROVIDER_CLIENTS.default([]),
  ...challengeSettings(list),
  ...OBSERVING_SETTINGS,
});

/** Flags as far as a command has them. */
export interface ServerFlags {
  readonly data?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly 'public-url'?: string | undefined;
  readonly 'trusted-proxy'?: readonly string[];
  readonly 'allow-private-addresses'?: boolean;
  readonly 'allow-file-providers'?: boolean;
  readonly metrics?: string | undefined;
  readonly profiling?: string | undefined;
  readonly 'log-format'?: string | undefined;
  readonly 'challenge-zone'?: string | undefined;
  readonly 'challenge-template'?: string | undefined;
  readonly 'challenge-nameserver'?: readonly string[];
  readonly 'challenge-listen'?: readonly string[];
  readonly 'challenge-resolver'?: readonly string[];
}

/**
 * Reads the configuration of a server: flags, then `REGCTL_SERVER_*` (secrets also as `NAME_FILE`), then `server.yaml` in the data folder.
 *
 * @throws RegctlError `INVALID_CONFIG` naming the setting
 */
export async function readServerConfig(context: Context, flags: ServerFlags): Promise<ServerConfig> {
  const folder = flags.data ?? setVariable(context, 'REGCTL_SERVER_DATA');
  const dataDir =
    folder === undefined ? join(context.folders.dataDir, 'server') : resolve(context.cwd, folder);
  const settings = {
    ...(await readFileSettings(join(dataDir, 'server.yaml'))),
    ...(await readVariables(context)),
    ...readFlags(flags),
  };
  const read = SETTINGS.safeParse(settings);
  if (read.success) {
    const {
      challengeZone,
      challengeTemplate,
      challengeNameservers,
      challengeListen,
      challengeResolvers,
      ...rest
    } = read.data;
    const zone = {
      ...(challengeZone === undefined ? {} : { challengeZone }),
      ...(challengeTemplate === undefined ? {} : { challengeTemplate }),
    };
    const challenges = readChallengeConfig({
      ...zone,
      challengeNameservers,
      challengeListen,
      challengeResolvers,
    });
    return { dataDir, ...rest, ...(challenges === undefined ? {} : { challenges }) };
  }
  const [issue] = read.error.issues;
  throw new RegctlError(
    'INVALID_CONFIG',
    `the server setting ${issue?.path.join('.') ?? ''} is not as it must be`,
    {
      reason: issue?.message ?? 'it is unknown',
      hint: 'see `regctl server start --help`, docs/hosting.md',
    },
  );
}

function readFlags(flags: ServerFlags): { [name: string]: unknown } {
  const proxies = flags['trusted-proxy'] ?? [];
  const listed = (name: string, items: readonly string[] = []): { [name: string]: unknown } =>
    items.length === 0 ? {} : { [name]: items };
  return {
    ...(flags['challenge-zone'] === undefined ? {} : { challengeZone: flags['challenge-zone'] }),
    ...(flags['challenge-template'] === undefined ? {} : { challengeTemplate: flags['challenge-template'] }),
    ...listed('challengeNameservers', flags['challenge-nameserver']),
    ...listed('challengeListen', flags['challenge-listen']),
    ...listed('challengeResolvers', flags['challenge-resolver']),
    ...observingFlags(flags),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.port === undefined ? {} : { port: flags.port }),
    ...(flags['public-url'] === undefined ? {} : { publicUrl: flags['public-url'] }),
    ...(proxies.length === 0 ? {} : { trustedProxies: proxies }),
    ...(flags['allow-private-addresses'] === true ? { allowPrivateAddresses: true } : {}),
    ...(flags['allow-file-providers'] === true ? { allowFileProviders: true } : {}),
  };
}

async function readVariables(context: Context): Promise<{ [name: string]: unknown }> {
  const values: { [name: string]: unknown } = {};
  for (const name of Object.keys(SETTINGS.shape)) {
    const variable = `REGCTL_SERVER_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
    const path = setVariable(context, `${variable}_FILE`);
    const value = setVariable(context, variable) ?? (path && (await readSecret(variable, path)));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

async function readSecret(variable: string, path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw new RegctlError('FILE_NOT_FOUND', `${variable}_FILE names ${path}, which cannot be read`, {
      reason: error instanceof Error ? error.message : 'it failed',
      hint: 'correct the path',
      cause: error,
    });
  }
}

async function readFileSettings(path: string): Promise<{ [name: string]: unknown }> {
  if (!existsSync(path)) return {};
  const { parse } = await import('yaml');
  try {
    const value: unknown = parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw invalidFile(path, error instanceof Error ? error.message : 'it cannot be read', error);
  }
  throw invalidFile(path, 'it takes names with values');
}

function setVariable(context: Context, name: string): string | undefined {
  const value = context.environment[name];
  return value === '' ? undefined : value;
}

function invalidFile(path: string, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_CONFIG', `${path} cannot be used`, {
    reason,
    hint: 'correct the file',
    cause,
  });
}
