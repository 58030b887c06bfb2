import { parseDomainName, type DomainName } from '../../../core/names.ts';
import type { Availability, SearchQuery } from '../../../ports/registrar.ts';
import type { GodaddyClient } from './client.ts';
import { NAMES_PER_CHECK } from './limits.ts';
import { moneyOf } from './money.ts';
import { apiAvailabilities, apiSuggestions, type ApiAvailability } from './schema.ts';

/** Names like a word, with what is said of them at once; a purchase asks the registry again. */
export async function searchNames(
  client: GodaddyClient,
  { keyword, tlds, limit }: SearchQuery,
  signal?: AbortSignal,
): Promise<readonly Availability[]> {
  const found = await client.ask(apiSuggestions, {
    method: 'GET',
    path: '/v1/domains/suggest',
    query: { query: keyword, limit: String(limit), ...(tlds.length === 0 ? {} : { tlds: tlds.join(',') }) },
    subject: {
      what: `suggestions for ${keyword}`,
      kind: 'availability',
      scope: 'domains.domain:read',
      changes: false,
    },
    signal,
  });
  const names = found.slice(0, limit).map(({ domain }) => parseDomainName(domain));
  return checkNames(client, names, 'FAST', signal);
}

export async function checkNames(
  client: GodaddyClient,
  names: readonly DomainName[],
  checkType: 'FAST' | 'FULL',
  signal?: AbortSignal,
): Promise<readonly Availability[]> {
  const results: Availability[] = [];
  for (let start = 0; start < names.length; start += NAMES_PER_CHECK) {
    const asked = names.slice(start, start + NAMES_PER_CHECK);
    const { domains, errors } = await client.ask(apiAvailabilities, {
      method: 'POST',
      path: '/v1/domains/available',
      query: { checkType },
      body: asked,
      subject: {
        what: asked.length === 1 ? (asked[0] ?? '') : `${asked.length} names`,
        kind: 'availability',
        scope: 'domains.domain:read',
        changes: false,
      },
      signal,
    });
    const found = new Map(domains.map((each) => [each.domain.toLowerCase(), each]));
    const refused = new Map((errors ?? []).map((each) => [each.domain?.toLowerCase(), each]));
    for (const name of asked) {
      const error = refused.get(name);
      results.push(availabilityOf(name, found.get(name), error && `${error.code}: ${error.message ?? ''}`));
    }
  }
  return results;
}

function availabilityOf(
  name: DomainName,
  found: ApiAvailability | undefined,
  refused: string | undefined,
): Availability {
  const unknown = { name, reason: refused ?? null, price: null, renewalPrice: null, definitive: false };
  if (found === undefined)
    return { ...unknown, status: /UNSUPPORTED/.test(refused ?? '') ? 'unsupported' : 'unknown' };
  const { available, definitive, price, currency, period = 1 } = found;
  const isPriced = price !== undefined && currency !== undefined && period === 1;
  return {
    ...unknown,
    status: available ? 'available' : 'taken',
    reason: period > 1 ? `sold for ${period} years at once` : null,
    price: isPriced ? moneyOf(price, currency) : null,
    definitive: definitive ?? false,
  };
}
