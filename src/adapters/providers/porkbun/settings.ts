import { RegctlError } from '../../../core/errors.ts';
import { isWithin, parseDomainName, type DomainName } from '../../../core/names.ts';
import { parseRdata } from '../../../core/records/index.ts';
import { DONE, type GlueHost, type Progress } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { refusal } from './refusals.ts';
import { apiAutoRenew, apiGlue, apiNameservers } from './registrar-schema.ts';

/** For calls about one registration. */
export function aboutDomain(
  name: DomainName,
  what: string,
): { readonly what: string; readonly domain: DomainName; readonly part: 'registrar' } {
  return { what: `${what} of ${name}`, domain: name, part: 'registrar' };
}

export async function setAutoRenew(
  client: PorkbunClient,
  name: DomainName,
  autoRenew: boolean,
  signal?: AbortSignal,
): Promise<Progress> {
  const about = aboutDomain(name, 'auto-renew');
  const { results } = await client.call({
    path: ['domain', 'updateAutoRenew', name],
    body: { status: autoRenew ? 'on' : 'off' },
    expect: apiAutoRenew,
    repeat: 'refused',
    signal,
    ...about,
  });
  // SUCCESS of the whole says nothing of the one.
  const own = results[name];
  if (own !== undefined && own.status.toUpperCase() !== 'SUCCESS')
    throw refusal(
      { ...about, account: client.context.account },
      { status: own.status, message: own.message ?? undefined },
      400,
    );
  return DONE;
}

/** In the registry's order; some registries answer with a trailing dot (.de, read 2026-11-21). */
export async function readNameservers(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly DomainName[]> {
  const { ns } = await client.call({
    path: ['domain', 'getNs', name],
    expect: apiNameservers,
    repeat: 'always',
    signal,
    ...aboutDomain(name, 'the name servers'),
  });
  return ns.map((host) => parseDomainName(host));
}

export async function setNameservers(
  client: PorkbunClient,
  name: DomainName,
  nameservers: readonly DomainName[],
  signal?: AbortSignal,
): Promise<Progress> {
  await client.write({
    path: ['domain', 'updateNs', name],
    body: { ns: nameservers },
    signal,
    ...aboutDomain(name, 'the name servers'),
  });
  return DONE;
}

export async function readGlue(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<readonly GlueHost[]> {
  const { hosts } = await client.call({
    path: ['domain', 'getGlue', name],
    expect: apiGlue,
    repeat: 'always',
    signal,
    ...aboutDomain(name, 'the host records'),
  });
  return hosts.map(({ host, addresses }) => {
    const full = parseDomainName(host);
    return {
      host: isWithin(full, name) ? full : `${full}.${name}`,
      addresses: addresses.map((address) => parseRdata(address.includes(':') ? 'AAAA' : 'A', address, '')),
    };
  });
}

export async function setGlue(
  client: PorkbunClient,
  name: DomainName,
  { host, addresses }: GlueHost,
  signal?: AbortSignal,
): Promise<Progress> {
  if (host === name || !isWithin(host, name)) {
    throw new RegctlError('INVALID_NAME', `${host} is not below ${name}`, {
      reason: 'only names below the domain can be host records of it',
      hint: `name it such as ns1.${name}`,
      provider: 'porkbun',
    });
  }
  const present = (await readGlue(client, name, signal)).find((one) => one.host === host);
  if (isSame(present?.addresses ?? [], addresses)) return DONE;
  // `updateGlue` acts as create-or-update, `createGlue` as its name says (live tests of one project, read 2026-11-21).
  const call = addresses.length === 0 ? 'deleteGlue' : present === undefined ? 'createGlue' : 'updateGlue';
  try {
    await client.write({
      path: ['domain', call, name, host.slice(0, -name.length - 1)],
      body: addresses.length === 0 ? {} : { ips: addresses },
      signal,
      ...aboutDomain(name, 'the host records'),
    });
  } catch (error) {
    throw refusedTogether(error, addresses) ?? error;
  }
  return DONE;
}

/** Addresses of both families in one call were refused in live tests; two calls would leave only one family where the second replaces the first. */
function refusedTogether(error: unknown, addresses: readonly string[]): RegctlError | undefined {
  const isMixed = addresses.some((one) => one.includes(':')) && addresses.some((one) => !one.includes(':'));
  if (!isMixed || !(error instanceof RegctlError) || error.code !== 'REGISTRAR_REFUSED') return undefined;
  return new RegctlError('REGISTRAR_REFUSED', error.message, {
    reason: `${error.reason ?? ''}; Porkbun is known to refuse IPv4 and IPv6 addresses together`,
    hint: 'nothing was changed; give addresses of one family, or set both at https://porkbun.com/account/domainsSpeedy',
    provider: 'porkbun',
    cause: error,
  });
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && new Set([...a, ...b]).size === a.length;
}
