import {
  bornWith,
  DEFAULT_NS,
  type DnsKnobs,
  isHost,
  type Params,
  type PorkbunZone,
  Refusal,
  textOf,
} from './porkbun-dns.ts';

export interface PorkbunForward {
  readonly id: string;
  subdomain: string;
  location: string;
  type: 'temporary' | 'permanent';
  includePath: 'yes' | 'no';
  wildcard: 'yes' | 'no';
}

export interface PorkbunContact {
  [field: string]: string;
}

export interface PorkbunDomain extends PorkbunZone {
  readonly tld: string;
  status: string;
  /** Milliseconds. */
  createDate: number;
  expireDate: number;
  lastRenewal: number;
  securityLock: boolean;
  whoisPrivacy: boolean;
  autoRenew: boolean;
  /** Whether "API access" is on for this domain; shown as `apiAccess`. */
  optedIn: boolean;
  ns: string[];
  labels: { id: string; title: string; color: string }[];
  /** Host label below the domain → its addresses. */
  glue: Map<string, string[]>;
  forwards: PorkbunForward[];
  contacts: { [role: string]: PorkbunContact };
  /** Undefined until the certificate is ready. */
  certificate?: { certificatechain: string; privatekey: string; publickey: string };
}

export interface PorkbunPrice {
  /** US cents for one year. */
  registration: number;
  renewal: number;
  transfer: number;
  /** First-year price, when there is a promotion. */
  promo?: number;
  /** The registry's minimum term in years. */
  minDuration?: number;
  specialType?: string;
  coupons?: object;
}

export interface PorkbunPurchase {
  readonly kind: 'create' | 'renew' | 'transfer';
  readonly domain: string;
  readonly cost: number;
  readonly orderId: number;
}

export const TRANSFER_STEPS = [
  'INIT',
  'NEW',
  'PENDINGAUTH',
  'PENDINGSUBMIT',
  'PENDINGTRANSFER',
  'DONE',
] as const;

export interface PorkbunTransfer {
  readonly domain: string;
  readonly transferId: number;
  readonly orderId: number;
  readonly cost: number;
  readonly authCode: string;
  status: (typeof TRANSFER_STEPS)[number] | 'CANCELED';
  date: number;
}

export interface DomainState extends DnsKnobs {
  generation: 'new' | 'old';
  readonly now: () => number;
  readonly limits: boolean;
  balanceCents: number;
  /** Cents; null is no limit. */
  monthlySpendLimit: number | null;
  monthlySpend: number;
  /** Whether e-mail and phone are verified and the account has registered before. */
  eligible: boolean;
  /** Whether the whole account is opted in to API access. */
  optInAll: boolean;
  /** Whether new domains are born opted in. */
  optInNew: boolean;
  /** HTTP status of the limit of `checkDomain`. */
  checkLimitStatus: 200 | 400 | 429;
  pageSize: number;
  /** Whether glue of both address families is refused in one call. */
  refuseMixedGlue: boolean;
  /** Whether an address that is changed needs `addressValidationChoice`. */
  addressNeedsChoice: boolean;
  readonly noRegistrantChange: Set<string>;
  readonly prices: Map<string, PorkbunPrice>;
  readonly premium: Map<string, number>;
  readonly taken: Set<string>;
  readonly authCodes: Map<string, string>;
  readonly domains: Map<string, PorkbunDomain>;
  readonly transfers: PorkbunTransfer[];
  readonly purchases: PorkbunPurchase[];
  readonly windows: Map<string, number[]>;
}

export interface DomainCall {
  readonly state: DomainState;
  readonly params: Params;
  /** What follows the name of the call in the path. */
  readonly rest: readonly string[];
  readonly dryRun: boolean;
}

export const DAY = 86_400_000;

/** porkbun.md §5: `YYYY-MM-DD HH:MM:SS`, without a zone. */
export function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}

export function dollars(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

export function plusYears(at: number, years: number): number {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.getTime();
}

export function contact(): PorkbunContact {
  return {
    firstName: 'Erika',
    lastName: 'Mustermann',
    organization: '',
    address1: '1 Main Street',
    address2: '',
    address3: '',
    city: 'Portland',
    state: 'OR',
    postalCode: '97201',
    country: 'US',
    phone: '5035550100',
    phoneCountryCode: '1',
    fax: '',
    email: 'owner@example.com',
  };
}

export const ROLES: readonly string[] = ['registrant', 'admin', 'tech', 'billing'];

export function newDomain(domain: string, at: number, expireDate: number): PorkbunDomain {
  return {
    domain,
    tld: domain.slice(domain.indexOf('.') + 1),
    status: 'ACTIVE',
    createDate: at,
    expireDate,
    lastRenewal: at,
    securityLock: true,
    whoisPrivacy: true,
    autoRenew: true,
    optedIn: true,
    ns: [...DEFAULT_NS],
    labels: [],
    glue: new Map(),
    forwards: [],
    contacts: Object.fromEntries(ROLES.map((role) => [role, contact()])),
    records: bornWith(domain),
    ds: [],
    cloudflare: 'enabled',
  };
}

// ---- limits (porkbun.md §4)

export interface Window {
  readonly name: string;
  readonly limit: number;
  readonly seconds: number;
}

function used(state: DomainState, { name, seconds }: Window): number[] {
  const from = state.now() - seconds * 1000;
  const hits = (state.windows.get(name) ?? []).filter((each) => each > from);
  state.windows.set(name, hits);
  return hits;
}

export function limitsOf(state: DomainState, window: Window): object {
  const count = used(state, window).length;
  return {
    TTL: String(window.seconds),
    limit: String(window.limit),
    used: count,
    naturalLanguage: `${count} out of ${window.limit} within ${window.seconds} seconds used.`,
  };
}

export function remaining(state: DomainState, window: Window): number {
  const first = used(state, window)[0];
  return first === undefined ? 0 : Math.ceil((first + window.seconds * 1000 - state.now()) / 1000);
}

export function check(state: DomainState, window: Window, status = 429): void {
  if (!state.limits || used(state, window).length < window.limit) return;
  const left = remaining(state, window);
  throw new Refusal('RATE_LIMIT_EXCEEDED', `Rate limit exceeded. Try again in ${left} seconds.`, {
    status,
    extra: { limits: limitsOf(state, window), ttlRemaining: left },
    headers: {
      'x-ratelimit-limit': String(window.limit),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(state.now() / 1000) + left),
    },
  });
}

export function count(state: DomainState, window: Window): void {
  used(state, window).push(state.now());
}

/** Refuses past the limit, else counts this call. */
export function limited(
  state: DomainState,
  name: string,
  limit: number,
  seconds: number,
  status?: number,
): void {
  const window = { name, limit, seconds };
  check(state, window, status);
  count(state, window);
}

// ---- names

/** A name under a TLD that is sold here, and its price. */
export function named(state: DomainState, text: string | undefined): { name: string; price: PorkbunPrice } {
  const name = (text ?? '').toLowerCase();
  const price = state.prices.get(name.slice(name.indexOf('.') + 1));
  const label = name.slice(0, Math.max(0, name.indexOf('.')));
  if (!isHost(name) || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label) || price === undefined)
    throw new Refusal('INVALID_DOMAIN', 'Invalid domain.');
  if (price.specialType !== undefined) throw new Refusal('INVALID_DOMAIN', 'Invalid domain.');
  return { name, price };
}

/** A domain of the account that is opted in (porkbun.md §1). */
export function owned(state: DomainState, text: string | undefined): PorkbunDomain {
  const found = state.domains.get((text ?? '').toLowerCase());
  if (found === undefined) throw new Refusal('INVALID_DOMAIN', 'Invalid domain.');
  if (!found.optedIn && !state.optInAll)
    throw new Refusal('API_ACCESS_DISABLED', 'Domain is not opted in to API access.');
  return found;
}

export function available(state: DomainState, name: string): boolean {
  return !state.domains.has(name) && !state.taken.has(name);
}

export interface DomainRoute {
  readonly read?: boolean;
  /** Known to the later spec only. */
  readonly later?: boolean;
  readonly run: (call: DomainCall) => object;
}

export function listOf(value: unknown): string[] {
  if (typeof value === 'string') return value.split(',').filter((each) => each !== '');
  return Array.isArray(value) ? value.map((each) => textOf(each) ?? '') : [];
}
