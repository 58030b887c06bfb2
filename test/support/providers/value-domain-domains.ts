import { isIPv4, isIPv6 } from 'node:net';
import {
  badRequest,
  integerOf,
  isHostname,
  notFound,
  NS_SETS,
  type Params,
  putZone,
  readDs,
  shownDs,
  shownZone,
  type VdDs,
  VdRefusal,
  type VdZone,
  type ZoneKnobs,
} from './value-domain-zone.ts';

export interface VdContact {
  readonly [field: string]: string;
}

export interface VdHost {
  readonly hostname: string;
  readonly ipv4: string;
  readonly ipv6: string;
}

export interface VdDomain {
  readonly domainid: number;
  readonly domainname: string;
  registrar: string;
  /** Milliseconds. */
  expires: number;
  autorenewDomain: number;
  ns: string[];
  transferLock: 0 | 1;
  whoisProxy: 0 | 1;
  contact: { [role: string]: VdContact };
  ds: VdDs[];
  dynamicdns: 0 | 1;
  password: string;
  readonly hosts: Map<string, VdHost>;
  localtransfer: { username: string; message: string } | undefined;
  readonly dns: VdZone;
}

export const VD_TRANSFER_STEPS = ['requested', 'processing', 'completed'] as const;

export interface VdTransfer {
  readonly transferorderid: number;
  readonly domainname: string;
  readonly auth: string;
  readonly contact: { [role: string]: VdContact };
  status: (typeof VD_TRANSFER_STEPS)[number] | 'canceled';
}

export interface VdPurchase {
  readonly kind: 'register' | 'renew' | 'transfer';
  readonly domain: string;
  readonly years: number;
  /** Yen. */
  readonly cost: number;
}

export interface VdFreeDns {
  readonly domainname: string;
  readonly dns: VdZone;
  localtransfer: { username: string; message: string } | undefined;
}

export interface VdState extends ZoneKnobs {
  readonly now: () => number;
  /** The prepaid balance. */
  balanceYen: number;
  /** HTTP status of a purchase the balance does not cover. */
  fundsStatus: 400 | 403;
  /** Where the reply of `POST /domains` holds its fields. */
  createForm: 'results' | 'top';
  /** Which `registrar` is taken for names under jp. */
  jpRegistrar: 'JPRS' | 'GMO' | 'any';
  /** Whether `PUT …/whois` needs all contacts. */
  whoisNeedsContact: boolean;
  /** The highest `limit` of a page. */
  maxLimit: number;
  /** The auto-renew setting of the account. */
  autorenewAll: number;
  /** Yen a year, by TLD. */
  readonly prices: Map<string, number>;
  readonly taken: Set<string>;
  readonly domains: Map<string, VdDomain>;
  readonly freedns: Map<string, VdFreeDns>;
  readonly transfers: VdTransfer[];
  readonly purchases: VdPurchase[];
}

/** What a call answers: `results`, with `paging` for a list, or members at the top level. */
export interface Answer {
  readonly results?: unknown;
  readonly paging?: object;
  readonly [name: string]: unknown;
}

export interface VdCall {
  readonly state: VdState;
  readonly method: string;
  readonly params: Params;
  readonly query: URLSearchParams;
}

let lastId = 2623680;
export function nextId(): number {
  return lastId++;
}

/** value-domain.md §5.1: a date without time or zone, taken as a day in Japan. */
export function dayOf(at: number): string {
  return new Date(at + 9 * 3_600_000).toISOString().slice(0, 10);
}

export function plusYears(at: number, years: number): number {
  const date = new Date(at);
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return date.getTime();
}

const contact: VdContact = {
  firstname: 'Taro',
  lastname: 'Yamada',
  organization: 'personal',
  country: 'JP',
  postalcode: '530-0011',
  state: 'Osaka',
  city: 'Osaka-shi',
  address1: '1-1-1 Kita-ku',
  address2: '',
  email: 'taro@example.com',
  phone: '+81.612345678',
  fax: '',
};

export const ROLES: readonly string[] = ['registrant', 'admin', 'tech'];

export function newDomain(domainname: string, expires: number, more: Partial<VdDomain> = {}): VdDomain {
  return {
    domainid: nextId(),
    domainname,
    registrar: 'GMO',
    expires,
    autorenewDomain: 0,
    ns: [...(NS_SETS.get('valuedomain11') ?? [])],
    transferLock: 1,
    whoisProxy: 1,
    contact: Object.fromEntries(ROLES.map((role) => [role, contact])),
    ds: [],
    dynamicdns: 0,
    password: '',
    hosts: new Map(),
    localtransfer: undefined,
    dns: { ns_type: 'valuedomain11', records: '', ttl: 3600 },
    ...more,
  };
}

/** value-domain.md §3: `page` from 1, `limit` 10 by default, `max` is the number of rows. */
export function paged<Row>(
  { state, query }: VdCall,
  rows: readonly Row[],
  show: (row: Row) => object,
): Answer {
  const number = (name: string, otherwise: number): number => {
    const text = query.get(name);
    const value = text === null ? otherwise : integerOf(text);
    if (value === undefined || value < 1) throw badRequest(`${name} is not valid.`);
    return value;
  };
  const [page, limit] = [number('page', 1), number('limit', 10)];
  const order = query.get('order') ?? 'ASC';
  if (limit > state.maxLimit || (order !== 'ASC' && order !== 'DESC'))
    throw badRequest('limit or order is not valid.');
  const sorted = order === 'ASC' ? rows : rows.toReversed();
  return {
    paging: { max: rows.length, limit, page },
    results: sorted.slice((page - 1) * limit, page * limit).map(show),
  };
}

const flagOf = (value: unknown, name: string): 0 | 1 => {
  const flag = integerOf(value);
  if (flag !== 0 && flag !== 1) throw badRequest(`${name} is not valid.`);
  return flag;
};

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// ---- contacts (value-domain.md §5.2)

const NEEDED = 'firstname lastname country postalcode state city address1 email phone'.split(' ');

function contactOf(value: unknown, role: string): VdContact {
  if (!isObject(value)) throw badRequest(`contact.${role} is not valid.`);
  const made: { [field: string]: string } = {};
  for (const field of Object.keys(contact)) {
    const text = value[field] ?? '';
    if (typeof text !== 'string') throw badRequest(`contact.${role}.${field} is not valid.`);
    made[field] = text;
  }
  for (const field of NEEDED)
    if (made[field] === '') throw badRequest(`contact.${role}.${field} is required.`);
  const matches = (field: string, form: RegExp): void => {
    if (!form.test(made[field] ?? '')) throw badRequest(`contact.${role}.${field} is not valid.`);
  };
  matches('country', /^[A-Z]{2}$/);
  matches('phone', /^\+\d{1,3}\.\d{4,14}$/); // EPP form
  matches('email', /^[^@\s]+@[^@\s]+$/);
  return made;
}

function contactsOf(value: unknown): { [role: string]: VdContact } {
  if (!isObject(value)) throw badRequest('contact is not valid.');
  return Object.fromEntries(ROLES.map((role) => [role, contactOf(value[role], role)]));
}

function nsOf(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 5 || !value.every(isHostname))
    throw badRequest('ns is not valid.'); // value-domain.md §5.2: up to 5 entries
  return value.map((each: string) => each.toLowerCase());
}

// ---- purchases

function pay(state: VdState, purchase: VdPurchase): void {
  if (purchase.cost > state.balanceYen)
    throw new VdRefusal(
      state.fundsStatus,
      `${state.fundsStatus === 403 ? 'Forbidden' : 'Bad Request'} : The balance is insufficient.`,
    );
  state.balanceYen -= purchase.cost;
  state.purchases.push(purchase);
}

const isJp = (tld: string): boolean => tld === 'jp' || tld.endsWith('.jp');

function yearsOf(value: unknown, tld: string): number {
  const years = integerOf(value);
  if (years === undefined || years < 1 || years > (isJp(tld) ? 1 : 10))
    throw badRequest('years is not valid.');
  return years;
}

/** value-domain.md §5.2: split at the first dot. */
function tldOf(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

function priceOf(state: VdState, tld: string): number {
  const price = state.prices.get(tld);
  if (price === undefined) throw badRequest('tld is not valid.');
  return price;
}

function registrarOf(state: VdState, value: unknown, tld: string): string {
  const known = value === 'GMO' || value === 'ENOM' || value === 'JPRS';
  if (!known || (value === 'JPRS' && !isJp(tld))) throw badRequest('registrar is not valid.');
  if (isJp(tld) && state.jpRegistrar !== 'any' && value !== state.jpRegistrar)
    throw badRequest('registrar is not valid.');
  return value;
}

export function register({ state, params }: VdCall): Answer {
  const { sld, tld } = params;
  if (typeof sld !== 'string' || !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(sld))
    throw badRequest('sld is not valid.');
  if (typeof tld !== 'string') throw badRequest('tld is not valid.');
  const name = `${sld}.${tld}`.toLowerCase();
  const price = priceOf(state, tldOf(name));
  const years = yearsOf(params['years'], tldOf(name));
  const registrar = registrarOf(state, params['registrar'], tldOf(name));
  const ns = nsOf(params['ns']);
  const whoisProxy = flagOf(params['whois_proxy'], 'whois_proxy');
  const contacts = contactsOf(params['contact']);
  if (state.taken.has(name) || state.domains.has(name)) throw badRequest('The domain name is not available.');
  pay(state, { kind: 'register', domain: name, years, cost: price * years });
  const made = newDomain(name, plusYears(state.now(), years), {
    registrar,
    ns,
    whoisProxy,
    contact: contacts,
  });
  state.domains.set(name, made);
  const fields = { domainid: made.domainid, domainname: name, expirationdate: dayOf(made.expires) };
  return state.createForm === 'top' ? fields : { results: fields };
}

function renew(state: VdState, domain: VdDomain, params: Params): void {
  const tld = tldOf(domain.domainname);
  const years = yearsOf(params['years'], tld);
  const expires = plusYears(domain.expires, years);
  if (expires > plusYears(state.now(), 10)) throw badRequest('years is not valid.');
  pay(state, { kind: 'renew', domain: domain.domainname, years, cost: priceOf(state, tld) * years });
  domain.expires = expires;
}

/** value-domain.md §5.3 */
export function search({ state, query }: VdCall): Answer {
  const names = (query.get('domainnames') ?? '').split(',').filter((each) => each !== '');
  if (names.length === 0) throw badRequest('domainnames is required.');
  const status = (name: string): string => {
    if (!isHostname(name) || !state.prices.has(tldOf(name))) return '541 Invalid domain name';
    const free = !state.taken.has(name) && !state.domains.has(name);
    return free ? '210 Domain name available' : '211 Domain name not available';
  };
  return {
    results: names.map((name) => ({ domainname: name, status: status(name.toLowerCase()) })),
  };
}

// ---- features: one value of each domain, read and replaced (value-domain.md §5)

interface Feature {
  readonly show: (domain: VdDomain, state: VdState) => object;
  readonly put: (domain: VdDomain, params: Params, state: VdState) => void;
  /** What PUT answers, where it differs from `show`. */
  readonly shownByPut?: (domain: VdDomain) => object;
}

function autorenewOf(domain: VdDomain, state: VdState): object {
  const effective = domain.autorenewDomain !== 0 || state.autorenewAll !== 0;
  return {
    autorenew: effective ? 1 : 0,
    autorenew_all: state.autorenewAll,
    autorenew_domain: domain.autorenewDomain,
  };
}

function putAutorenew(domain: VdDomain, params: Params, state: VdState): void {
  const [all, one] = [integerOf(params['autorenew_all']), integerOf(params['autorenew_domain'])];
  const given = ['autorenew_all', 'autorenew_domain'].filter((each) => params[each] !== undefined);
  if (given.length === 0 || given.length !== [all, one].filter((each) => each !== undefined).length)
    throw badRequest('autorenew_domain is not valid.');
  state.autorenewAll = all ?? state.autorenewAll;
  domain.autorenewDomain = one ?? domain.autorenewDomain;
}

function putWhois(domain: VdDomain, params: Params, state: VdState): void {
  const given = params['contact'];
  if (params['whois_proxy'] === undefined && given === undefined)
    throw badRequest('whois_proxy is required.');
  if (state.whoisNeedsContact && given === undefined) throw badRequest('contact is required.');
  const proxy =
    params['whois_proxy'] === undefined ? domain.whoisProxy : flagOf(params['whois_proxy'], 'whois_proxy');
  if (given !== undefined) domain.contact = contactsOf(given);
  domain.whoisProxy = proxy;
}

function putDynamic(domain: VdDomain, params: Params): void {
  const flag = flagOf(params['dynamicdns'], 'dynamicdns');
  const password = params['password'] ?? domain.password;
  if (typeof password !== 'string' || (flag === 1 && password === ''))
    throw badRequest('password is not valid.');
  domain.dynamicdns = flag;
  domain.password = password;
}

export function localtransferOf(params: Params): { username: string; message: string } {
  const { username, message = '' } = params;
  if (typeof username !== 'string' || username === '' || typeof message !== 'string')
    throw badRequest('username is not valid.');
  return { username, message };
}

export const FEATURES: ReadonlyMap<string, Feature> = new Map<string, Feature>([
  ['autorenew', { show: autorenewOf, put: putAutorenew }],
  [
    'expiration',
    {
      show: (domain) => ({ expirationdate: dayOf(domain.expires) }),
      put: (domain, params, state) => renew(state, domain, params),
    },
  ],
  [
    'nameserver',
    {
      show: (domain) => ({ ns: domain.ns }),
      put: (domain, params) => {
        domain.ns = nsOf(params['ns']);
      },
    },
  ],
  [
    'transferlock',
    {
      show: (domain) => ({ transfer_lock: domain.transferLock }),
      put: (domain, params) => {
        domain.transferLock = flagOf(params['transfer_lock'], 'transfer_lock');
      },
    },
  ],
  [
    'whois',
    { show: (domain) => ({ whois_proxy: domain.whoisProxy, contact: domain.contact }), put: putWhois },
  ],
  [
    'dnssec',
    {
      show: (domain, state) => ({ ds_records: shownDs(domain.ds, state.dsForm) }),
      put: (domain, params, state) => {
        domain.ds = readDs(params['ds_records'], state.dsForm); // PUT replaces the set
      },
    },
  ],
  [
    'dynamicdns',
    {
      show: (domain) => ({ dynamicdns: domain.dynamicdns, password: domain.password }),
      put: putDynamic,
    },
  ],
  [
    'localtransfer',
    {
      show: (domain) => domain.localtransfer ?? { username: '', message: '' },
      put: (domain, params) => {
        domain.localtransfer = localtransferOf(params);
      },
    },
  ],
  [
    'dns',
    {
      show: (domain) => shownZone(domain.dns, 'string'),
      put: (domain, params, state) => putZone(domain.dns, params, state),
      shownByPut: (domain) => shownZone(domain.dns, 'integer'),
    },
  ],
]);

// ---- host objects

export function hosts(call: VdCall, domain: VdDomain, hostname: string | undefined): Answer | undefined {
  const { method, params } = call;
  if (hostname === undefined) {
    if (method === 'GET') return paged(call, [...domain.hosts.values()], (each) => each);
    if (method !== 'POST') return undefined;
    const { hostname: name, ipv4 = '', ipv6 = '' } = params;
    if (!isHostname(name) || !name.toLowerCase().endsWith(`.${domain.domainname}`))
      throw badRequest('hostname is not valid.');
    if (typeof ipv4 !== 'string' || typeof ipv6 !== 'string' || (ipv4 === '' && ipv6 === ''))
      throw badRequest('ipv4 is not valid.');
    if ((ipv4 !== '' && !isIPv4(ipv4)) || (ipv6 !== '' && !isIPv6(ipv6)))
      throw badRequest('ipv4 or ipv6 is not valid.');
    if (domain.hosts.has(name.toLowerCase())) throw badRequest('hostname exists.');
    const made: VdHost = { hostname: name.toLowerCase(), ipv4, ipv6 };
    domain.hosts.set(made.hostname, made);
    return { results: made };
  }
  const found = domain.hosts.get(hostname.toLowerCase());
  if (found === undefined) throw notFound('The name server does not exist.');
  if (method === 'DELETE') domain.hosts.delete(found.hostname);
  return method === 'GET' || method === 'DELETE' ? { results: found } : undefined;
}

// ---- inbound transfers

const shownTransfer = ({ transferorderid, domainname, status }: VdTransfer): object => ({
  transferorderid,
  domainname,
  status,
});

export function allTransfers(call: VdCall): Answer {
  return paged(call, call.state.transfers, shownTransfer);
}

function order(state: VdState, name: string, params: Params): VdTransfer {
  const { auth } = params;
  if (typeof auth !== 'string' || auth === '') throw badRequest('auth is required.');
  const contacts = contactsOf(params['contact']);
  if (!state.taken.has(name)) throw badRequest('The domain name cannot be transferred.');
  if (state.transfers.some((each) => each.domainname === name && each.status !== 'canceled'))
    throw badRequest('A transfer of the domain name is under way.');
  pay(state, { kind: 'transfer', domain: name, years: 1, cost: priceOf(state, tldOf(name)) });
  const made: VdTransfer = {
    transferorderid: nextId(),
    domainname: name,
    auth,
    contact: contacts,
    status: 'requested',
  };
  state.transfers.push(made);
  return made;
}

export function transfers(call: VdCall, name: string, id: string | undefined): Answer | undefined {
  const { state, method, params } = call;
  const own = state.transfers.filter((each) => each.domainname === name);
  if (id === undefined) {
    if (method === 'GET') return paged(call, own, shownTransfer);
    return method === 'POST' ? { results: shownTransfer(order(state, name, params)) } : undefined;
  }
  const found = own.find((each) => String(each.transferorderid) === id);
  if (found === undefined) throw notFound('The transfer does not exist.');
  if (method === 'DELETE') {
    if (found.status === 'completed') throw badRequest('The transfer is completed.');
    found.status = 'canceled';
  }
  return method === 'GET' || method === 'DELETE' ? { results: shownTransfer(found) } : undefined;
}

export function advanceTransfers(state: VdState): void {
  for (const each of state.transfers) {
    if (each.status === 'completed' || each.status === 'canceled') continue;
    each.status = VD_TRANSFER_STEPS[VD_TRANSFER_STEPS.indexOf(each.status) + 1] ?? 'completed';
    if (each.status !== 'completed') continue;
    state.taken.delete(each.domainname);
    const expires = plusYears(state.now(), 1);
    state.domains.set(each.domainname, newDomain(each.domainname, expires, { contact: each.contact }));
  }
}
