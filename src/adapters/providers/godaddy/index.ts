import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { isIpv4, parseIpv6 } from '../../../core/records/ip-address.ts';
import type { AccountCheck, OpenProvider, Provider, ProviderContext } from '../../../ports/dns-provider.ts';
import { GodaddyClient } from './client.ts';
import { description } from './description.ts';
import { GodaddyDns } from './dns.ts';
import { createRegistrar } from './registrar.ts';
import { apiAvailability } from './schema.ts';

/** GoDaddy by its domains API v1, with the parts of v2 that v1 lacks. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    if (endpoint !== undefined && !isSafe(endpoint)) {
      throw invalid(
        'the endpoint must be an https URL',
        `${endpoint} is none, and the credential would travel in the open`,
        '--endpoint https://api.godaddy.com',
      );
    }
    const known = description.settings.map((field) => field.name);
    const unknown = Object.keys(settings).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw invalid(`there is no setting ${unknown}`, `it takes ${known.join(', ')}`, 'leave it out');
    const ip = settings['consent-ip'];
    if (ip !== undefined && !isIpv4(ip) && parseIpv6(ip) === undefined)
      throw invalid('consent-ip must be an IP address', `${ip} is none`, '--setting consent-ip=192.0.2.1');
  },
  open: openAccount,
};

function openAccount(context: ProviderContext): OpenProvider {
  const client = new GodaddyClient(context);
  return {
    dns: new GodaddyDns(context, client),
    registrar: createRegistrar(context, client),
    test: (signal) => testAccount(client, signal),
    close: () => Promise.resolve(),
  };
}

async function testAccount(client: GodaddyClient, signal?: AbortSignal): Promise<AccountCheck[]> {
  const api = await checked('api', async () => {
    const [first] = await client.domains(1, signal);
    return first === undefined ? 'it holds no domain' : `it holds ${first.domain} and may hold more`;
  });
  if (!api.ok) return [api];
  const availability = await checked('availability', async () => {
    await client.ask(apiAvailability, {
      method: 'GET',
      path: '/v1/domains/available',
      query: { domain: 'example.com', checkType: 'FAST' },
      subject: {
        what: 'example.com',
        kind: 'availability',
        scope: 'domains.domain:read',
        changes: false,
      },
      signal,
    });
    return 'names can be looked for and bought';
  });
  // Most accounts are too small for it and can do all else: whatever comes back, it is no failure of the account.
  const open = { name: availability.name, ok: true, detail: availability.detail };
  if (!client.knowsCustomer) return [api, open];
  const customer = await checked('customer', async () => `customer ${await client.customerId(signal)}`);
  return [api, open, customer];
}

async function checked(name: string, work: () => Promise<string>): Promise<AccountCheck> {
  try {
    return { name, ok: true, detail: await work() };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const detail = error.reason === undefined ? error.message : `${error.message}: ${error.reason}`;
    const { code, hint } = error;
    return { name, ok: false, detail, code, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Nothing but https, or this machine. */
function isSafe(endpoint: string): boolean {
  return (
    /^https:\/\/[^/]+/.test(endpoint) ||
    /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:\/|$)/.test(endpoint)
  );
}

function invalid(message: string, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `godaddy: ${message}`, { reason, hint });
}
