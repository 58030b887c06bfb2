import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { AccountCheck, ProviderContext } from '../../../ports/dns-provider.ts';
import type { Registrar } from '../../../ports/registrar.ts';
import type { CloudflareClient } from './client.ts';
import type { CloudflareHostnames } from './hostnames.ts';
import type { CloudflareZones } from './zones.ts';

/** The parts of an account that its test looks at. */
export interface TestedParts {
  readonly context: ProviderContext;
  readonly client: CloudflareClient;
  readonly zones: CloudflareZones;
  readonly registrar: Registrar;
  readonly hostnames: CloudflareHostnames;
}

/** Tries what an account for zones and registrations needs. */
export async function testAccount(parts: TestedParts, signal?: AbortSignal): Promise<AccountCheck[]> {
  const { zones, registrar, hostnames } = parts;
  const checks = [await testCredential(parts, signal)];
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
  if (zone !== undefined)
    checks.push(await optional('custom hostnames', () => hostnamesOf(hostnames, zone, signal)));
  return checks;
}

/** Tries what an account for the custom hostnames of one zone needs, and whether its token may do more than that. */
export async function testHostnameAccount(parts: TestedParts, signal?: AbortSignal): Promise<AccountCheck[]> {
  const { hostnames } = parts;
  const checks = [await testCredential(parts, signal)];
  if (checks.some(({ ok }) => !ok)) return checks;
  checks.push(
    await check('custom hostnames', async () => {
      const [zone = ''] = await hostnames.zones();
      const found = await hostnamesOf(hostnames, zone, signal);
      await hostnames.proveEdit(zone, signal);
      return `${found}; it may change them`;
    }),
  );
  if (checks.some(({ ok }) => !ok)) return checks;
  checks.push(await check('scope', () => scopeOf(parts, signal)));
  return checks;
}

async function hostnamesOf(
  hostnames: CloudflareHostnames,
  zone: DomainName,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { used, allocated } = await hostnames.quota(zone, signal);
  return `zone ${zone} has ${used} of ${allocated}`;
}

/** A right to edit includes the right to read, so what can be read tells what could be changed. @throws RegctlError `PERMISSION_MISSING` where it is more than needed */
async function scopeOf(
  { context, client, zones, registrar }: TestedParts,
  signal: AbortSignal | undefined,
): Promise<string> {
  const more: string[] = [];
  if (!(await client.hasToken())) more.push('it is the global API key, which may do everything');
  const seen = (await allowed(() => zones.list(signal))) ?? [];
  const others = seen.filter(({ id }) => id !== context.settings['saas-zone-id']);
  if (others.length > 0) more.push(`it sees ${others.length} other zones`);
  if ((await allowed(() => zones.firstRecords(context.settings['saas-zone-id'] ?? '', signal))) !== undefined)
    more.push('it reads the DNS records of the zone');
  if ((await allowed(() => registrar.list(signal))) !== undefined) more.push('it reads registrations');
  if (more.length === 0)
    return 'as far as the API tells, it reaches nothing but SSL for SaaS of this one zone: no other zone, no DNS records, no registrations';
  throw new RegctlError(
    'PERMISSION_MISSING',
    `the credential of account ${context.account} may do too much`,
    {
      reason: more.join('; '),
      hint: 'make a token with nothing but SSL and Certificates:Edit on this one zone at https://dash.cloudflare.com/profile/api-tokens',
      provider: 'cloudflare',
    },
  );
}

/** What may be read; undefined where it may not. */
async function allowed<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    const isLeftOut = isRegctlError(
      error,
      'PERMISSION_MISSING',
      'INVALID_CONFIG',
      'ZONE_NOT_FOUND',
      'ACCOUNT_GATE',
    );
    if (isLeftOut) return undefined;
    throw error;
  }
}

function testCredential({ context, client }: TestedParts, signal?: AbortSignal): Promise<AccountCheck> {
  return check('credential', async () => {
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
  });
}

function until(expires: string | null | undefined): string {
  return typeof expires === 'string' ? ` until ${expires}` : '';
}

/** A part that may be left out: what hinders it is said, and is no fault. */
async function optional(name: string, work: () => Promise<string>): Promise<AccountCheck> {
  const found = await check(name, work);
  const isLeftOut =
    found.code !== undefined && ['PERMISSION_MISSING', 'INVALID_CONFIG', 'ACCOUNT_GATE'].includes(found.code);
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
