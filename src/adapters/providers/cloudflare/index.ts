import { RegctlError } from '../../../core/errors.ts';
import type { OpenProvider, Provider } from '../../../ports/dns-provider.ts';
import { testAccount, testHostnameAccount } from './account-checks.ts';
import { CloudflareClient } from './client.ts';
import { description } from './description.ts';
import { cloudflareDns } from './dns.ts';
import { CloudflareHostnames } from './hostnames.ts';
import { BATCH_RECORDS } from './limits.ts';
import { cloudflareRegistrar } from './registrar.ts';
import { CloudflareRegistrations } from './registrations.ts';
import { CloudflareZones } from './zones.ts';

/** Cloudflare by its API v4: DNS, Registrar and custom hostnames. */
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
    const hostnames = new CloudflareHostnames(client, zones, context);
    const parts = { context, client, zones, registrar, hostnames };
    // An account for the custom hostnames of one zone does not even try anything else.
    if (context.settings['saas-zone-id'] !== undefined)
      return {
        hostnames,
        test: (signal) => testHostnameAccount(parts, signal),
        close,
      } satisfies OpenProvider;
    return {
      dns: cloudflareDns(context, zones),
      registrar,
      hostnames,
      test: (signal) => testAccount(parts, signal),
      close,
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
  'saas-zone-id': { is: /^[0-9a-f]{32}$/, words: '32 hex digits' },
};

function invalidSetting(message: string, reason: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `cloudflare: ${message}`, {
    reason,
    hint: '`regctl help cloudflare`',
  });
}

function close(): Promise<void> {
  return Promise.resolve();
}
