import { isRegctlError, type Json } from '../../core/errors.ts';
import { addMoney, multiplyMoney, type Money } from '../../core/money.ts';
import type { TldPrice } from '../../ports/registrar.ts';
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
  /** `api`, or the name of the list it stands in. */
  readonly source: string;
  /** RFC 3339: when the registrar, or who wrote the list, said so. */
  readonly asOf: string;
}

/** Prices from elsewhere, for registrars whose API names none. */
export interface PriceListEntry extends TldPrice {
  readonly account: string;
  readonly source: string;
  readonly asOf: string;
}

export interface PriceInput {
  readonly tlds: readonly string[];
  readonly years: number;
  readonly account?: string;
  readonly list: readonly PriceListEntry[];
  /** Whether to ask the registrars though an answer of today is in the store. */
  readonly refresh: boolean;
}

/**
 * Gives what extensions cost at every registrar, by extension and then by total. One account that fails is told to `onFailure` and hides none of the others.
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
  const { account, registrar } = seller;
  const listed = input.list.filter(
    (entry) => entry.account === account.name || entry.account === account.provider,
  );
  const fromList = (tld: string): AccountPrice[] =>
    listed.filter((entry) => entry.tld === tld).map((entry) => priceRow(seller, entry, input.years, entry));
  if (registrar.prices === undefined) return input.tlds.flatMap(fromList);
  try {
    const { prices, asOf } = await cachedPrices(deps, seller, input, call);
    return input.tlds.flatMap((tld) => {
      const price = prices.find((one) => one.tld === tld);
      return price === undefined
        ? fromList(tld)
        : [priceRow(seller, price, input.years, { source: 'api', asOf })];
    });
  } catch (error) {
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    call.onFailure?.(account.name, error);
    return input.tlds.flatMap(fromList);
  }
}

async function cachedPrices(
  deps: DomainDeps,
  { account, registrar }: RegistrarAccount,
  { tlds, refresh }: PriceInput,
  call: DomainCall,
): Promise<{ readonly prices: readonly TldPrice[]; readonly asOf: string }> {
  const now = deps.clock.now();
  const key = `prices/${account.name}/${[...tlds].toSorted().join(',')}`;
  const known = refresh ? undefined : await deps.lookups.get(key);
  if (known !== undefined && now.getTime() - Date.parse(known.readAt) < FRESH_MS)
    return { prices: known.body as unknown as readonly TldPrice[], asOf: known.readAt };
  const prices = (await registrar.prices?.(tlds, call.signal)) ?? [];
  const asOf = now.toISOString();
  await deps.lookups.put(key, JSON.parse(JSON.stringify(prices)) as Json, asOf);
  return { prices, asOf };
}

function priceRow(
  { account }: RegistrarAccount,
  price: TldPrice,
  years: number,
  { source, asOf }: { readonly source: string; readonly asOf: string },
): AccountPrice {
  const { tld, registration, renewal, transfer } = price;
  const total =
    registration === null || (renewal === null && years > 1)
      ? null
      : renewal === null
        ? registration
        : addMoney(registration, multiplyMoney(renewal, years - 1));
  return {
    account: account.name,
    provider: account.provider,
    tld,
    registration,
    renewal,
    transfer,
    total,
    years,
    source,
    asOf,
  };
}
