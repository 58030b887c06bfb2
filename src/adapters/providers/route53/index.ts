import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { AccountCheck, OpenProvider, Provider, ProviderContext } from '../../../ports/dns-provider.ts';
import { Route53Client } from './client.ts';
import { createKeySource } from './credentials.ts';
import { description, DOMAINS_ENDPOINT, ENDPOINT } from './description.ts';
import { createDns } from './dns.ts';
import { DomainsClient } from './domains-client.ts';
import { createRegistrar } from './registrar.ts';

/** Amazon Route 53: hosted zones, and the registrar Route 53 Domains. */
export const provider: Provider = {
  description,
  checkSettings: ({ endpoint, settings }) => {
    const known = description.settings.map((field) => field.name);
    const unknown = Object.keys(settings).find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new RegctlError('INVALID_CONFIG', `route53: there is no setting ${unknown}`, {
        reason: `it takes ${known.join(', ')}`,
        hint: 'leave it out',
      });
    checkUrl('the endpoint', endpoint, '--endpoint');
    checkUrl('domains-endpoint', settings['domains-endpoint'], '--setting domains-endpoint=');
  },
  open: openAccount,
};

function checkUrl(what: string, url: string | undefined, flag: string): void {
  if (url === undefined || /^https?:\/\/[^/]+/.test(url)) return;
  throw new RegctlError('INVALID_CONFIG', `route53: ${what} must be a base URL`, {
    reason: `${url} is no http or https URL`,
    hint: `${flag} with a URL such as ${ENDPOINT}`,
  });
}

function openAccount(context: ProviderContext): OpenProvider {
  const keys = createKeySource(context);
  const endpoint = withoutSlash(context.endpoint ?? ENDPOINT);
  const client = new Route53Client(context, endpoint, keys);
  const domains = new DomainsClient(context, domainsEndpoint(context, endpoint), keys);
  const dns = createDns(client);
  const registrar = createRegistrar(context, domains, async (zone, signal) =>
    (await dns.nameservers(zone, signal)).map((server) => server.name),
  );
  return {
    dns,
    registrar,
    test: (signal) =>
      testAccount([
        ['zones', 'Route 53 lists the hosted zones', () => client.zonePage(undefined, signal)],
        ['domains', 'Route 53 Domains lists the registrations', () => registrar.list(signal)],
      ]),
    close: () => Promise.resolve(),
  };
}

/** Both services at one address, where that is not Amazon's own. */
function domainsEndpoint({ settings }: ProviderContext, endpoint: string): string {
  return withoutSlash(settings['domains-endpoint'] ?? (endpoint === ENDPOINT ? DOMAINS_ENDPOINT : endpoint));
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

type Attempt = readonly [name: string, success: string, work: () => Promise<unknown>];

/** Asks both services. Credentials for one of them are enough: those that may not use the other are no fault then. */
async function testAccount(attempts: readonly Attempt[]): Promise<AccountCheck[]> {
  const checks: AccountCheck[] = [];
  for (const attempt of attempts) checks.push(await testService(attempt));
  if (!checks.some((check) => check.ok)) return checks;
  return checks.map((check) => (check.code === 'PERMISSION_MISSING' ? { ...check, ok: true } : check));
}

async function testService([name, success, work]: Attempt): Promise<AccountCheck> {
  try {
    await work();
    return { name, ok: true, detail: success };
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    const { code, hint, message, reason } = error;
    return {
      name,
      ok: false,
      detail: reason === undefined ? message : `${message}: ${reason}`,
      code,
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
