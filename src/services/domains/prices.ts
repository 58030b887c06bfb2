import { isRegctlError } from '../../core/errors.ts';
import { toJson } from '../../core/json.ts';
import { addMoney, multiplyMoney, type Money } from '../../core/money.ts';
import type { Availability, TldPrice } from '../../ports/registrar.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { registrarAccounts, type RegistrarAccount } from './find-domain.ts';

/** Milliseconds that prices are taken from the store; registrars change them a few times a year, and a purchase asks anew. */
const FRESH_MS = 86_400_000;

/** What one extension costs at one account, and where that is known from. */
export interface AccountPrice {
  readonly account: string;
  readonly provider: string;
  readonly tld: string;
  readonly registration: Money | null;
  readonly renewal: Money | null;
  readonly transfer: Money | null;
  /** Registration and the renewals of the years after; null where one of them is not known. */
  readonly total: Money | null;
  readonly years: number;
  /** `api`; `check` where the API tells prices of single names only; or the name of the list it stands in. Null where no price is known. */
  readonly source: string | null;
  /** RFC 3339: when the registrar, or who wrote the list, said so. */
  readonly asOf: string | null;
  /** Why no price is known. */
  readonly note: string | null;
}

/** Prices from elsewhere, for registrars whose API names none. */
export interface PriceListEntry extends TldPrice {
  readonly account: string;
  readonly source: string;
  readonly asOf: string;
}

export interface PriceInput {
  /** The label to be had under the extensions: some registrars tell the price of a name, and not of an extension. */
  readonly label: string;
  readonly tlds: readonly string[];
  readonly years: number;
  readonly account?: string;
  readonly list: readonly PriceListEntry[];
  /** Whether to ask the registrars though an answer of today is in the store. */
  readonly refresh: boolean;
}

/** What a registrar says of some extensions. */
interface Said {
  readonly prices: readonly TldPrice[];
  readonly source: string;
  readonly asOf: string;
  /** Why an extension has no price among these. */
  readonly otherwise: (tld: string) => string;
}

/**
 * Gives what extensions cost at every registrar, a row for each: one that names no price, or fails, says why in its row. A failure is told to `onFailure`, too.
 */
export async function comparePrices(
  deps: DomainDeps,
  input: PriceInput,
  call: DomainCall = {},
): Promise<readonly AccountPrice[]> {
  const sellers = await registrarAccounts(deps, input.account);
  const found = await Promise.all(sellers.map((seller) => pricesOf(deps, seller, input, call)));
  return found.flat();
}

async function pricesOf(
  deps: DomainDeps,
  seller: RegistrarAccount,
  input: PriceInput,
  call: DomainCall,
): Promise<AccountPrice[]> {
  const { account } = seller;
  const listed = input.list.filter(
    (entry) => entry.account === account.name || entry.account === account.provider,
  );
  const said = await ask(deps, seller, input, listed, call);
  return input.tlds.flatMap((tld) => {
    const price = said.prices.find((one) => one.tld === tld);
    if (price !== undefined) return [priceRow(seller, price, input.years, said)];
    const entries = listed.filter((entry) => entry.tld === tld);
    if (entries.length > 0) return entries.map((entry) => priceRow(seller, entry, input.years, entry));
    return [unknownRow(seller, tld, input.years, said.otherwise(tld))];
  });
}

/** Asks for the registrar's list; where it has none, for the price of each name that stands in no list of the user's. */
async function ask(
  deps: DomainDeps,
  seller: RegistrarAccount,
  input: PriceInput,
  listed: readonly PriceListEntry[],
  call: DomainCall,
): Promise<Said> {
  const { registrar } = seller;
  const why = registrar.capabilities.actions.price.note ?? 'the API names no prices';
  const nothing: Said = { prices: [], source: '', asOf: '', otherwise: () => why };
  const unlisted = input.tlds.filter((tld) => !listed.some((entry) => entry.tld === tld));
  try {
    if (registrar.prices !== undefined) return await askList(deps, seller, input, call);
    if (registrar.check === undefined || unlisted.length === 0) return nothing;
    return await askNames(deps, seller, { ...input, tlds: unlisted }, why, call);
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    call.onFailure?.(seller.account.name, error);
    return { ...nothing, otherwise: () => error.message };
  }
}

async function askList(
  deps: DomainDeps,
  { account, registrar }: RegistrarAccount,
  { tlds, refresh }: PriceInput,
  call: DomainCall,
): Promise<Said> {
  const key = `prices/${account.name}/${[...tlds].toSorted().join(',')}`;
  const { found, asOf } = await ofToday(deps, key, refresh, async () =>
    registrar.prices?.(tlds, call.signal),
  );
  return { prices: found, source: 'api', asOf, otherwise: (tld) => `it does not sell .${tld}` };
}

async function askNames(
  deps: DomainDeps,
  { account, registrar }: RegistrarAccount,
  { label, tlds, refresh }: PriceInput,
  why: string,
  call: DomainCall,
): Promise<Said> {
  const names = tlds.map((tld) => `${label}.${tld}`);
  const key = `prices/${account.name}/${[...names].toSorted().join(',')}`;
  const { found, asOf } = await ofToday<Availability>(deps, key, refresh, async () =>
    registrar.check?.(names, call.signal),
  );
  const prices = found
    .filter((one) => one.price !== null)
    .map(({ name, price, renewalPrice }): TldPrice => ({
      tld: name.slice(label.length + 1),
      registration: price,
      renewal: renewalPrice,
      transfer: null,
    }));
  return {
    prices,
    source: 'check',
    asOf,
    otherwise: (tld) => {
      const one = found.find(({ name }) => name === `${label}.${tld}`);
      if (one === undefined || one.status === 'available') return why;
      return one.status === 'unsupported'
        ? `it does not sell .${tld}`
        : `${one.name} is ${one.status}; ${why}`;
    },
  };
}

/** What was found today already, or is found now. */
async function ofToday<T>(
  deps: DomainDeps,
  key: string,
  refresh: boolean,
  find: () => Promise<readonly T[] | undefined>,
): Promise<{ readonly found: readonly T[]; readonly asOf: string }> {
  const now = deps.clock.now();
  const known = refresh ? undefined : await deps.lookups.get(key);
  if (known !== undefined && now.getTime() - Date.parse(known.readAt) < FRESH_MS)
    return { found: known.body as unknown as readonly T[], asOf: known.readAt };
  const found = (await find()) ?? [];
  const asOf = now.toISOString();
  await deps.lookups.put(key, toJson(found), asOf);
  return { found, asOf };
}

function priceRow(
  { account }: RegistrarAccount,
  { tld, registration, renewal, transfer }: TldPrice,
  years: number,
  { source, asOf }: { readonly source: string; readonly asOf: string },
): AccountPrice {
  const total =
    registration === null || (renewal === null && years > 1)
      ? null
      : renewal === null
        ? registration
        : addMoney(registration, multiplyMoney(renewal, years - 1));
  const about = { account: account.name, provider: account.provider, tld, years };
  return { ...about, registration, renewal, transfer, total, source, asOf, note: null };
}

function unknownRow({ account }: RegistrarAccount, tld: string, years: number, note: string): AccountPrice {
  const about = { account: account.name, provider: account.provider, tld, years };
  const amounts = { registration: null, renewal: null, transfer: null, total: null };
  return { ...about, ...amounts, source: null, asOf: null, note };
}
