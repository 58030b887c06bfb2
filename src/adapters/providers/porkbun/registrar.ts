import { isRegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Availability, Registrar, TldPrice } from '../../../ports/registrar.ts';
import type { PorkbunClient } from './client.ts';
import { readContacts, setContacts } from './contacts.ts';
import { DEFAULT_NAMESERVERS } from './dns.ts';
import { readDs, setDs } from './ds.ts';
import { buy, checkName, dollars, quote } from './purchases.ts';
import { findPurchase, transferStatus } from './transfers.ts';
import { registrarCapabilities } from './registrar-capabilities.ts';
import { findRegistration, toRegistration } from './registrations.ts';
import { apiPricing } from './registrar-schema.ts';
import { readGlue, readNameservers, setAutoRenew, setGlue, setNameservers } from './settings.ts';

export function registrar(client: PorkbunClient): Registrar {
  return {
    capabilities: registrarCapabilities,
    list: async (signal) => (await client.domains(undefined, signal)).map(toRegistration),
    get: async (name, signal) => {
      const found = await findRegistration(client, name, signal);
      // Without API access the list is all that there is to know.
      if (found.extras['apiAccess'] === false) return found;
      return { ...found, nameservers: await readNameservers(client, name, signal) };
    },
    check: async (names, signal) => {
      const found: Availability[] = [];
      for (const name of names) found.push(await availability(client, name, signal));
      return found;
    },
    prices: (tlds, signal) => prices(client, tlds, signal),
    quote: (request, signal) => quote(client, request, signal),
    buy: (purchase) => buy(client, purchase),
    findPurchase: (asked, signal) => findPurchase(client, asked, signal),
    // The handle of a transfer is its name.
    follow: (handle, signal) => transferStatus(client, handle, signal),
    transferStatus: (name, signal) => transferStatus(client, name, signal),
    setAutoRenew: (name, autoRenew, signal) => setAutoRenew(client, name, autoRenew, signal),
    contacts: (name, signal) => readContacts(client, name, signal),
    setContacts: (name, contacts, signal) => setContacts(client, name, contacts, signal),
    setNameservers: (name, nameservers, signal) => setNameservers(client, name, nameservers, signal),
    defaultNameservers: () => Promise.resolve(DEFAULT_NAMESERVERS),
    ds: (name, signal) => readDs(client, name, signal),
    setDs: (name, ds, _keys, signal) => setDs(client, name, ds, signal),
    glue: (name, signal) => readGlue(client, name, signal),
    setGlue: (name, host, signal) => setGlue(client, name, host, signal),
  };
}

async function availability(
  client: PorkbunClient,
  name: DomainName,
  signal?: AbortSignal,
): Promise<Availability> {
  try {
    const found = await checkName(client, name, 'registrar', signal);
    const isFree = found.avail === 'yes';
    return {
      name,
      status: !isFree ? 'taken' : found.premium === 'yes' ? 'premium' : 'available',
      reason: isFree && found.premium === 'yes' ? 'a premium name, which the API does not sell' : null,
      price: isFree ? dollars(found.price) : null,
      renewalPrice: isFree ? dollars(found.renewal) : null,
      definitive: isFree || found.avail === 'no',
    };
  } catch (error) {
    // An invalid domain, by the API's word: an extension that is not sold there.
    if (!isRegctlError(error, 'DOMAIN_NOT_FOUND')) throw error;
    const reason = error.reason ?? null;
    return { name, status: 'unsupported', reason, price: null, renewalPrice: null, definitive: false };
  }
}

/** Prices of all extensions come in one reply, and need no keys (API v3, "Domain Pricing", read 2026-11-21). */
async function prices(
  client: PorkbunClient,
  tlds: readonly string[],
  signal?: AbortSignal,
): Promise<readonly TldPrice[]> {
  const { pricing } = await client.call({
    path: ['pricing', 'get'],
    body: { tlds },
    expect: apiPricing,
    what: 'the prices',
    part: 'account',
    repeat: 'always',
    signal,
  });
  return tlds.flatMap((tld): TldPrice[] => {
    const found = Object.hasOwn(pricing, tld) ? pricing[tld] : undefined;
    // Handshake names are of another root than the DNS.
    if (found === undefined || found.specialType === 'handshake') return [];
    return [
      {
        tld,
        registration: dollars(found.registration),
        renewal: dollars(found.renewal),
        transfer: dollars(found.transfer),
      },
    ];
  });
}
