import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { splitLabels, type DomainName } from '../../../core/names.ts';
import {
  DONE,
  type Availability,
  type Progress,
  type Purchase,
  type PurchaseAction,
  type Quote,
} from '../../../ports/registrar.ts';
import { accountSubject, domainPath, domainSubject, type ValueDomainClient } from './client.ts';
import { mergeContacts, newContacts } from './contacts.ts';
import { NAMES_PER_SEARCH } from './limits.ts';
import { expiryOf, readRow } from './registration.ts';
import { apiSearch, apiTransfer } from './schema.ts';
import { DEFAULT_NAMESERVERS, setAutoRenew } from './settings.ts';
import { orderProgress, transferStatus } from './transfers.ts';

/** The leading number of a status: the codes of registry gateways (read 2026-11-21). Anything else is not known. */
const STATUS_WORDS: { readonly [code: string]: Availability['status'] } = { 210: 'available', 211: 'taken' };

export async function checkNames(
  client: ValueDomainClient,
  names: readonly DomainName[],
  signal?: AbortSignal,
): Promise<readonly Availability[]> {
  const found = new Map<string, string>();
  for (let start = 0; start < names.length; start += NAMES_PER_SEARCH) {
    const asked = names.slice(start, start + NAMES_PER_SEARCH);
    const path = `domainsearch?domainnames=${asked.map(encodeURIComponent).join(',')}`;
    for (const row of await client.read(path, apiSearch, accountSubject(client.account), signal)) {
      const name = row.domainname ?? row.domain ?? row.name;
      if (name !== undefined) found.set(name.toLowerCase(), row.status);
    }
  }
  return names.map((name) => {
    const said = found.get(name);
    const status = STATUS_WORDS[/^\d+/.exec(said ?? '')?.[0] ?? ''] ?? 'unknown';
    return {
      name,
      status,
      reason: said ?? null,
      price: null,
      renewalPrice: null,
      definitive: status !== 'unknown',
    };
  });
}

/** The API names no price, so a quote says what is bought and leaves the total to the user. */
export async function quote(
  client: ValueDomainClient,
  request: { readonly action: PurchaseAction; readonly name: DomainName; readonly years: number },
  signal?: AbortSignal,
): Promise<Quote> {
  const { action, name } = request;
  const made = (expiresAt: string | null): Quote => ({ ...request, total: null, expiresAt, agreements: [] });
  if (action === 'renew') return made(expiryOf(await readRow(client, name, signal)));
  const [found] = await checkNames(client, [name], signal);
  const wanted = action === 'register' ? 'available' : 'taken';
  if (found?.status === wanted && !(action === 'transfer' && (await holds(client, name, signal))))
    return made(null);
  throw new RegctlError(
    'DOMAIN_UNAVAILABLE',
    `${name} cannot be ${action === 'register' ? 'registered' : 'transferred'}`,
    {
      reason:
        found?.status === wanted
          ? 'the account holds it already'
          : `VALUE-DOMAIN says of it: ${found?.reason ?? 'nothing'}`,
      hint: action === 'register' ? 'try another name' : 'check the name',
      provider: 'value-domain',
    },
  );
}

/** @param registrar - the one above VALUE-DOMAIN that new names go to */
export function buy(client: ValueDomainClient, purchase: Purchase, registrar: string): Promise<Progress> {
  if (purchase.signal?.aborted === true)
    throw new RegctlError('INTERRUPTED', `stopped before ${purchase.quote.name} was bought`, {
      reason: 'it was asked to stop',
      hint: 'run it again to buy',
    });
  switch (purchase.quote.action) {
    case 'register':
      return register(client, purchase, registrar);
    case 'renew':
      return renew(client, purchase.quote);
    case 'transfer':
      return transfer(client, purchase);
  }
}

async function register(client: ValueDomainClient, purchase: Purchase, registrar: string): Promise<Progress> {
  const { name, years } = purchase.quote;
  // Parted at the first dot: example and co.jp (read 2026-11-21).
  const [sld = '', ...rest] = splitLabels(name);
  const body = {
    registrar,
    sld,
    tld: rest.join('.'),
    years,
    ns: purchase.nameservers.length === 0 ? DEFAULT_NAMESERVERS : purchase.nameservers,
    whois_proxy: purchase.privacy ? 1 : 0,
    contact: newContacts(purchase.contacts),
  };
  await client.buy('POST', 'domains', body, domainSubject(name));
  return wishAutoRenew(client, purchase);
}

/** A registration takes no word on auto-renewal, so it is set afterwards. Whatever comes of it, the name is bought. */
async function wishAutoRenew(client: ValueDomainClient, { quote, autoRenew }: Purchase): Promise<Progress> {
  const { name } = quote;
  try {
    const { detail } = await setAutoRenew(client, name, autoRenew);
    return { ...DONE, detail };
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return {
      ...DONE,
      detail: `${name} is registered, but auto-renewal could not be set ${autoRenew ? 'on' : 'off'}: ${error.reason ?? error.message}`,
    };
  }
}

async function renew(client: ValueDomainClient, { name, years, expiresAt }: Quote): Promise<Progress> {
  const present = expiryOf(await readRow(client, name));
  if (present !== expiresAt)
    throw new RegctlError('CONFLICT', `${name} does not run out when it was quoted to`, {
      reason: `it runs out at ${present ?? 'a time that is not told'}, and ran out at ${expiresAt ?? 'one'} when it was quoted: somebody renewed it`,
      hint: 'nothing was bought; look at it, and ask for a new quote',
      provider: 'value-domain',
    });
  await client.buy('PUT', `${domainPath(name)}/expiration`, { years }, domainSubject(name));
  return DONE;
}

/** The form of a transfer order is not documented: auth code and contacts are expected (read 2026-11-21). */
async function transfer(client: ValueDomainClient, purchase: Purchase): Promise<Progress> {
  const { name } = purchase.quote;
  const { authCode = '', nameservers, privacy, contacts } = purchase;
  if (authCode === '')
    throw new RegctlError('INVALID_INPUT', `an auth code is needed to move ${name}`, {
      reason: 'none was given',
      hint: 'ask the present registrar for it',
      provider: 'value-domain',
    });
  const body = {
    auth: authCode,
    whois_proxy: privacy ? 1 : 0,
    ...(nameservers.length === 0 ? {} : { ns: nameservers }),
    ...(contacts === null
      ? {}
      : { contact: contacts.registrant === undefined ? mergeContacts({}, contacts) : newContacts(contacts) }),
  };
  const results = await client.buy('POST', `${domainPath(name)}/transfer`, body, domainSubject(name), [
    authCode,
  ]);
  const order = apiTransfer.safeParse(results).data;
  return order === undefined ? { state: 'running', handle: name, detail: null } : orderProgress(name, order);
}

/** Looks for a purchase whose answer was lost: by the registration, its expiry, and transfer orders. */
export async function findPurchase(
  client: ValueDomainClient,
  { action, name, expiresAt }: Quote,
  signal?: AbortSignal,
): Promise<Progress | undefined> {
  if (action === 'register') return (await holds(client, name, signal)) ? DONE : undefined;
  if (action === 'renew') {
    const present = expiryOf(await readRow(client, name, signal));
    if (present !== null && expiresAt !== null)
      return Date.parse(present) > Date.parse(expiresAt) ? DONE : undefined;
    return {
      state: 'action-required',
      handle: null,
      detail: `look in the console whether ${name} was renewed`,
    };
  }
  try {
    return await transferStatus(client, name, signal);
  } catch (error) {
    if (isRegctlError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}

async function holds(client: ValueDomainClient, name: DomainName, signal?: AbortSignal): Promise<boolean> {
  try {
    await readRow(client, name, signal);
    return true;
  } catch (error) {
    if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return false;
    throw error;
  }
}
