import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { AccountCheck, OpenProvider, Provider, ProviderContext } from '../../../ports/dns-provider.ts';
import type { Registrar } from '../../../ports/registrar.ts';
import { CloudflareClient } from './client.ts';
import { description } from './description.ts';
import { cloudflareDns } from './dns.ts';
import { BATCH_RECORDS } from './limits.ts';
import { cloudflareRegistrar } from './registrar.ts';
import { CloudflareRegistrations } from './registrations.ts';
import { CloudflareZones } from './zones.ts';

/** Cloudflare by its API v4: DNS and Registrar. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    if (endpoint !== undefined && !/^https?:\/\/[^/]+/.test(endpoint))
      throw invalidSetting(
        'the endpoint must be the base URL of the API',
        `${endpoint} is no http or https URL`,
      );
    for (const [name, value] of Object.entries(settings)) {
      const rule = SETTINGS[name];
      if (rule === undefined)
        throw invalidSetting(`there is no setting ${name}`, `it takes ${Object.keys(SETTINGS).join(', ')}`);
      if (!rule.is.test(value))
        throw invalidSetting(`the setting ${name} cannot be ${value}`, `it is ${rule.words}`);
    }
  },
  open: (context) => {
    const client = new CloudflareClient(context);
    const zones = new CloudflareZones(client, context);
    const registrar = cloudflareRegistrar(new CloudflareRegistrations(client, context));
    return {
      dns: cloudflareDns(context, zones),
      registrar,
      test: (signal) => testAccount(context, client, zones, registrar, signal),
      close: () => Promise.resolve(),
    } satisfies OpenProvider;
  },
};

const SETTINGS: { readonly [name: string]: { readonly is: RegExp; readonly words: string } } = {
  'account-id': { is: /^[0-9a-f]{32}$/, words: '32 hex digits' },
  plan: {
    is: new RegExp(`^(?:${Object.keys(BATCH_RECORDS).join('|')})$`),
    words: `one of ${Object.keys(BATCH_RECORDS).join(', ')}`,
  },
  registrar: { is: /^(?:live|sandbox)$/, words: 'live or sandbox' },
};

function invalidSetting(message: string, reason: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `cloudflare: ${message}`, {
    reason,
    hint: '`regctl help cloudflare`',
  });
}

async function testAccount(
  context: ProviderContext,
  client: CloudflareClient,
  zones: CloudflareZones,
  registrar: Registrar,
  signal?: AbortSignal,
): Promise<AccountCheck[]> {
  const checks = [
    await check('credential', async () => {
      if (!(await client.hasToken())) return 'it is the global API key, which may do everything';
      const token = await client.token(signal);
      if (token?.status === 'active') return `the token is active${until(token.expires_on)}`;
      throw new RegctlError(
        'CREDENTIAL_REJECTED',
        `Cloudflare refused the token of account ${context.account}`,
        {
          reason: token === undefined ? 'it knows no such token' : `the token is ${token.status}`,
          hint: `regctl accounts update ${context.account} --new-secret < credentials.json`,
          provider: 'cloudflare',
        },
      );
    }),
  ];
  if (checks.some(({ ok }) => !ok)) return checks;
  let first: string | undefined;
  checks.push(
    await check('zones', async () => {
      const found = await zones.list(signal);
      first = found[0]?.name;
      return `it sees ${found.length} zones`;
    }),
  );
  const zone = first;
  if (zone !== undefined) {
    checks.push(
      await check('records', async () => {
        const records = await zones.records(zone, signal);
        return `it reads ${zone} with ${records.length} records; DNS:Edit shows at the first write`;
      }),
    );
  }
  checks.push(
    await optional('registrar', async () => `it sees ${(await registrar.list(signal)).length} registrations`),
  );
  return checks;
}

function until(expires: string | null | undefined): string {
  return typeof expires === 'string' ? ` until ${expires}` : '';
}

/** The registrar part may be left out: what hinders it is said, and is no fault. */
async function optional(name: string, work: () => Promise<string>): Promise<AccountCheck> {
  const found = await check(name, work);
  const isLeftOut = found.code === 'PERMISSION_MISSING' || found.code === 'INVALID_CONFIG';
  return isLeftOut ? { name, ok: true, detail: `not to be used: ${found.detail}` } : found;
}

async function check(name: string, work: () => Promise<string>): Promise<AccountCheck> {
  try {
    return { name, ok: true, detail: await work() };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    return {
      name,
      ok: false,
      detail,
      code: error.code,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
}
