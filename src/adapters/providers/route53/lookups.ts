import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Availability, Registration, SearchQuery, TldPrice } from '../../../ports/registrar.ts';
import type { DomainsClient } from './domains-client.ts';
import {
  availability,
  domainDetail,
  listDomains,
  listPrices,
  suggestions,
  type ApiDomain,
} from './domains-schema.ts';
import { DOMAINS_PER_PAGE, MAX_PAGES, PRICES_PER_PAGE } from './limits.ts';
import { availabilityStatus, fromApiPrice, fromDetail, fromListed, tldOf } from './registration.ts';

/** Tries while the registry has not answered yet, and the pause between them in milliseconds. */
const PENDING_TRIES = 5;
const PENDING_PAUSE_MS = 2_000;

/** Everything the account holds. */
export async function listAll(client: DomainsClient, signal?: AbortSignal): Promise<Registration[]> {
  const found: Registration[] = [];
  let marker: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const input = { MaxItems: DOMAINS_PER_PAGE, ...(marker === undefined ? {} : { Marker: marker }) };
    const page = await client.call('ListDomains', input, listDomains, { repeat: 'always', signal });
    found.push(...page.Domains.map(fromListed));
    if (page.NextPageMarker === undefined) return found;
    marker = page.NextPageMarker;
  }
  throw new RegctlError('PROVIDER_UNAVAILABLE', 'the list of domains does not end', {
    reason: `more than ${MAX_PAGES} pages came`,
    hint: 'check the endpoint of the account',
    provider: 'route53',
  });
}

/** @throws RegctlError `DOMAIN_NOT_FOUND` */
export async function apiDetail(
  client: DomainsClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<ApiDomain> {
  try {
    return await client.call('GetDomainDetail', { DomainName: name }, domainDetail, {
      repeat: 'always',
      about: name,
      signal,
    });
  } catch (error) {
    // The name is all that the request holds: input that is not valid is a name that the account has not, or that cannot be had here at all.
    const refused = isRegctlError(error) ? error.details?.['refused'] : undefined;
    if (refused !== 'InvalidInput' && refused !== 'UnsupportedTLD') throw error;
    throw new RegctlError('DOMAIN_NOT_FOUND', `domain ${name} not found`, {
      reason: 'the AWS account holds no registration of that name',
      hint: 'regctl domains list',
      provider: 'route53',
      cause: error,
    });
  }
}

/** @throws RegctlError `DOMAIN_NOT_FOUND` */
export async function detailOf(
  client: DomainsClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Registration> {
  return fromDetail(await apiDetail(client, name, signal));
}

/** The registration of a name; undefined where the account holds none. */
export async function findHeld(
  client: DomainsClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Registration | undefined> {
  try {
    return await detailOf(client, name, signal);
  } catch (error) {
    if (isRegctlError(error, 'DOMAIN_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** The API's word for a name; PENDING means to ask again. */
export async function availabilityOf(
  client: DomainsClient,
  clock: Clock,
  name: DomainName,
  signal?: AbortSignal,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const { Availability: word } = await client.call(
      'CheckDomainAvailability',
      { DomainName: name },
      availability,
      {
        repeat: 'always',
        about: name,
        signal,
      },
    );
    if (word !== 'PENDING' || attempt >= PENDING_TRIES) return word;
    await clock.sleep(PENDING_PAUSE_MS, signal);
  }
}

/** Says of each name whether it is free, with prices for those that are. */
export async function checkNames(
  client: DomainsClient,
  clock: Clock,
  names: readonly DomainName[],
  signal?: AbortSignal,
): Promise<Availability[]> {
  const words: { readonly name: DomainName; readonly word: string; readonly reason: string | null }[] = [];
  for (const name of names) words.push(await wordFor(client, clock, name, signal));
  const free = words.filter(({ word }) => word === 'AVAILABLE').map(({ name }) => tldOf(name));
  const prices = free.length === 0 ? [] : await pricesOf(client, [...new Set(free)], signal);
  return words.map(({ name, word, reason }) => {
    const status = availabilityStatus(word);
    const price = status === 'available' ? prices.find((each) => each.tld === tldOf(name)) : undefined;
    return {
      name,
      status,
      reason: status === 'available' || status === 'taken' ? reason : (reason ?? word),
      price: price?.registration ?? null,
      renewalPrice: price?.renewal ?? null,
      definitive: status !== 'unknown',
    };
  });
}

async function wordFor(
  client: DomainsClient,
  clock: Clock,
  name: DomainName,
  signal?: AbortSignal,
): Promise<{ readonly name: DomainName; readonly word: string; readonly reason: string | null }> {
  try {
    return { name, word: await availabilityOf(client, clock, name, signal), reason: null };
  } catch (error) {
    const refused = isRegctlError(error) ? error.details?.['refused'] : undefined;
    const reason = isRegctlError(error) ? (error.reason ?? null) : null;
    if (refused === 'UnsupportedTLD' || refused === 'InvalidInput')
      return { name, word: 'INVALID_NAME_FOR_TLD', reason };
    if (refused === 'TLDInMaintenance') return { name, word: 'DONT_KNOW', reason };
    throw error;
  }
}

/** Prices of these extensions; one that is not sold has none. */
export async function pricesOf(
  client: DomainsClient,
  tlds: readonly string[],
  signal?: AbortSignal,
): Promise<TldPrice[]> {
  const found: TldPrice[] = [];
  // The whole list is one request too, at a budget of one a second. With an extension no size may be given (service model 2014-05-15, read 2026-11-21).
  const wanted = tlds.length === 1 ? { Tld: tlds[0] } : { MaxItems: PRICES_PER_PAGE };
  let marker: string | undefined;
  try {
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      const input = { ...wanted, ...(marker === undefined ? {} : { Marker: marker }) };
      const page = await client.call('ListPrices', input, listPrices, { repeat: 'always', signal });
      found.push(...page.Prices.map(fromApiPrice));
      if (page.NextPageMarker === undefined) break;
      marker = page.NextPageMarker;
    }
  } catch (error) {
    if (!isRegctlError(error) || error.details?.['refused'] !== 'UnsupportedTLD') throw error;
  }
  return found.filter(({ tld }) => tlds.includes(tld));
}

/** Names that AWS suggests for a word. */
export async function searchNames(
  client: DomainsClient,
  { keyword, tlds, limit }: SearchQuery,
  signal?: AbortSignal,
): Promise<Availability[]> {
  const input = {
    DomainName: keyword.includes('.') ? keyword : `${keyword}.${tlds[0] ?? 'com'}`,
    // The most that one request gives.
    SuggestionCount: 50,
    OnlyAvailable: true,
  };
  const { SuggestionsList: found } = await client.call('GetDomainSuggestions', input, suggestions, {
    repeat: 'always',
    signal,
  });
  return found
    .filter(({ DomainName: name }) => tlds.length === 0 || tlds.includes(tldOf(name)))
    .slice(0, limit)
    .map(({ DomainName: name, Availability: word }) => ({
      name: name.toLowerCase(),
      status: availabilityStatus(word),
      reason: null,
      price: null,
      renewalPrice: null,
      definitive: false,
    }));
}
