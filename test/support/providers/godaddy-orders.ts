import type { FakeReply, FakeRequest } from './fake-server.ts';
import {
  checkConsent,
  checkContacts,
  checkFlags,
  checkKeys,
  checkNameServers,
  enums,
  list,
  listOf,
  newDomain,
  objectOf,
  ownDomain,
  refuseInactive,
  ROLES,
  touch,
  yearsAfter,
  type GodaddyAccount,
  type GodaddyDomain,
  type GodaddyPurchase,
} from './godaddy-domains.ts';
import {
  bodyOf,
  field,
  isJson,
  isWhole,
  Refusal,
  refuseFields,
  type GodaddyErrorField,
  type Json,
} from './godaddy-records.ts';

interface Tld {
  readonly type: 'GENERIC' | 'COUNTRY_CODE';
  readonly register: number;
  readonly renew: number;
  readonly transfer: number;
}

// godaddy.md §3: integer micro-units
const TLDS: ReadonlyMap<string, Tld> = new Map<string, Tld>([
  ['com', { type: 'GENERIC', register: 11_990_000, renew: 21_990_000, transfer: 12_990_000 }],
  ['net', { type: 'GENERIC', register: 14_990_000, renew: 23_990_000, transfer: 15_990_000 }],
  ['org', { type: 'GENERIC', register: 9_990_000, renew: 22_990_000, transfer: 10_990_000 }],
  ['dev', { type: 'GENERIC', register: 15_990_000, renew: 24_990_000, transfer: 16_990_000 }],
  ['jp', { type: 'COUNTRY_CODE', register: 39_990_000, renew: 44_990_000, transfer: 41_990_000 }],
]);
const PRIVACY_PRICE = 9_990_000;
const CURRENCY = 'USD';
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The calls of `/v1/domains` that name no domain of the account; undefined for an unknown call. */
export function answerDomains(
  account: GodaddyAccount,
  request: FakeRequest,
  rest: readonly string[],
): FakeReply | undefined {
  switch (`${request.method} ${rest.slice(0, 2).join('/')} ${rest.length}`) {
    case 'GET  0':
      return list(account, request.query);
    case 'GET available 1':
      return availableOne(account, request.query);
    case 'POST available 1':
      return availableMany(account, request);
    case 'GET suggest 1':
      return suggest(account, request.query);
    case 'GET tlds 1':
      return { status: 200, body: [...TLDS].map(([name, { type }]) => ({ name, type })) };
    case 'GET agreements 1':
      return agreements(request);
    case 'POST contacts/validate 2':
      return validateContacts(request);
    case 'POST purchase/validate 2':
      checkedPurchase(account, request);
      return { status: 200, body: {} };
    case 'POST purchase 1':
      return purchase(account, request);
    default:
      return request.method === 'GET' && rest.length === 3 && rest[0] === 'purchase' && rest[1] === 'schema'
        ? schema(rest[2] ?? '')
        : undefined;
  }
}

/** The calls of `/v1/domains/{d}` that order or drop something. */
export function answerOrders(
  account: GodaddyAccount,
  request: FakeRequest,
  rest: readonly string[],
): FakeReply | undefined {
  const [name = '', ...tail] = rest;
  switch (`${request.method} ${tail.join('/')}`) {
    case 'POST transfer':
      return transfer(account, request, name.toLowerCase());
    case 'POST renew':
      return renew(account, request, ownDomain(account, name));
    case 'POST privacy/purchase':
      return buyPrivacy(account, request, ownDomain(account, name));
    case 'DELETE privacy':
      return dropPrivacy(account, ownDomain(account, name));
    default:
      return undefined;
  }
}

/** The TLD of a name that can be registered here; a refusal otherwise. */
function tldOf(name: string): Tld {
  const [label = '', suffix = '', ...more] = name.split('.');
  if (!LABEL.test(label) || suffix === '' || more.length > 0)
    throw new Refusal(422, 'INVALID_DOMAIN', `${name} is not a domain name to register`);
  const tld = TLDS.get(suffix);
  if (tld === undefined) throw new Refusal(422, 'UNSUPPORTED_TLD', `The TLD ${suffix} is not supported`);
  return tld;
}

function isFree(account: GodaddyAccount, name: string): boolean {
  return !account.domains.has(name) && !account.elsewhere.has(name);
}

// godaddy.md §3: FAST may be wrong and says `definitive: false`
function availability(account: GodaddyAccount, given: string, fast: boolean, forTransfer = false): Json {
  const domain = given.toLowerCase();
  const tld = tldOf(domain);
  const free = forTransfer ? account.elsewhere.has(domain) : isFree(account, domain);
  const available = fast && account.wrongFast.has(domain) ? !free : free;
  const price = forTransfer ? tld.transfer : tld.register;
  const base = { domain, available, definitive: !fast };
  return available ? { ...base, price, currency: CURRENCY, period: 1 } : base;
}

function isFast(query: URLSearchParams): boolean {
  return enums(query, 'checkType', ['FAST', 'FULL'])[0] !== 'FULL';
}

function isSet(query: URLSearchParams, name: string): boolean {
  return enums(query, name, ['true', 'false'])[0] === 'true';
}

function availableOne(account: GodaddyAccount, query: URLSearchParams): FakeReply {
  const domain = query.get('domain');
  if (domain === null || domain === '') throw new Refusal(422, 'INVALID_QUERY', 'domain is required');
  return { status: 200, body: availability(account, domain, isFast(query), isSet(query, 'forTransfer')) };
}

// godaddy.md §3 POST /v1/domains/available: at most 500 names; 203 beside errors
function availableMany(account: GodaddyAccount, request: FakeRequest): FakeReply {
  const body = bodyOf(request);
  const names: readonly unknown[] = Array.isArray(body) ? body : [];
  if (names.length === 0 || names.length > 500)
    refuseFields([field('ARRAY_LENGTH', 'must be an array of 1 to 500 names', 'domains')]);
  const fast = isFast(request.query);
  const domains: Json[] = [];
  const errors: Json[] = [];
  for (const [index, name] of names.entries()) {
    try {
      domains.push(availability(account, String(name), fast));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, body: why } = error.reply;
      errors.push({ ...(isJson(why) ? why : {}), domain: name, path: `domains[${index}]`, status });
    }
  }
  return errors.length === 0
    ? { status: 200, body: { domains } }
    : { status: 203, body: { domains, errors } };
}

function suggest(account: GodaddyAccount, query: URLSearchParams): FakeReply {
  const word =
    (query.get('query') ?? '')
      .toLowerCase()
      .split('.')[0]
      ?.replaceAll(/[^a-z0-9-]/g, '') ?? '';
  const most = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
  const tlds = listOf(query, 'tlds');
  const labels = [word, `get${word}`, `my${word}`, `${word}online`].filter(
    (label) =>
      LABEL.test(label) && label.length >= most('lengthMin', 1) && label.length <= most('lengthMax', 63),
  );
  const names = labels
    .flatMap((label) => [...TLDS.keys()].map((suffix) => ({ domain: `${label}.${suffix}`, suffix })))
    .filter(({ domain, suffix }) => (tlds.length === 0 || tlds.includes(suffix)) && isFree(account, domain));
  return {
    status: 200,
    body: names.slice(0, most('limit', names.length)).map(({ domain }) => ({ domain })),
  };
}

function agreementKeys(forTransfer: boolean, privacy: boolean): string[] {
  return [forTransfer ? 'DNTA' : 'DNRA', ...(privacy ? ['DNPA'] : [])];
}

// godaddy.md §3 GET /v1/domains/agreements; §1 X-Market-Id
function agreements(request: FakeRequest): FakeReply {
  const tlds = listOf(request.query, 'tlds');
  if (tlds.length === 0) throw new Refusal(422, 'INVALID_QUERY', 'tlds is required');
  for (const suffix of tlds) tldOf(`a.${suffix}`);
  const market = request.headers['x-market-id'] ?? 'en-US';
  const keys = agreementKeys(isSet(request.query, 'forTransfer'), isSet(request.query, 'privacy'));
  const body = keys.map((agreementKey) => ({
    agreementKey,
    title: `Agreement ${agreementKey} (${market})`,
    url: `https://www.example.com/legal/${agreementKey}`,
    content: `The whole text of ${agreementKey} for ${tlds.join(', ')}.`,
  }));
  return { status: 200, body };
}

function schema(suffix: string): FakeReply {
  tldOf(`a.${suffix}`);
  const properties = {
    domain: { type: 'string' },
    consent: { type: 'object', required: ['agreementKeys', 'agreedBy', 'agreedAt'] },
    period: { type: 'integer', minimum: 1, maximum: 10 },
    nameServers: { type: 'array', items: { type: 'string' }, minItems: 2 },
    privacy: { type: 'boolean' },
    renewAuto: { type: 'boolean' },
    ...Object.fromEntries(ROLES.map((role) => [role, { type: 'object' }])),
  };
  return {
    status: 200,
    body: { id: `DomainPurchase-${suffix}`, type: 'object', properties, required: ['domain', 'consent'] },
  };
}

interface Order {
  readonly name: string;
  readonly tld: Tld;
  readonly period: number;
  readonly privacy: boolean;
  readonly body: Json;
  readonly contacts: { [role: string]: Json };
  readonly nameServers: string[] | undefined;
}

function checkPeriod(body: Json, fields: GodaddyErrorField[]): number {
  const { period = 1 } = body;
  if (isWhole(period, 1, 10)) return period;
  fields.push(field('INVALID_VALUE', 'must be from 1 to 10', 'period'));
  return 1;
}

const ORDER_KEYS = ['consent', 'period', 'privacy', 'renewAuto', ...ROLES];

function checkOrder(request: FakeRequest, given: string | undefined, keys: readonly string[]): Order {
  const body = objectOf(request);
  const fields: GodaddyErrorField[] = [];
  checkKeys(body, [...ORDER_KEYS, ...keys], fields);
  checkFlags(body, ['privacy', 'renewAuto'], fields);
  const privacy = body['privacy'] === true;
  checkConsent(body, agreementKeys(given !== undefined, privacy), fields);
  const period = checkPeriod(body, fields);
  const contacts = checkContacts(body, fields);
  const nameServers =
    body['nameServers'] === undefined ? undefined : checkNameServers(body['nameServers'], fields);
  const name = given ?? (typeof body['domain'] === 'string' ? body['domain'].toLowerCase() : '');
  if (name === '') fields.push(field('MISSING', 'is required', 'domain'));
  refuseFields(fields);
  return { name, tld: tldOf(name), period, privacy, body, contacts, nameServers };
}

function checkedPurchase(account: GodaddyAccount, request: FakeRequest): Order {
  const order = checkOrder(request, undefined, ['domain', 'nameServers']);
  // godaddy.md §3: no idempotency key; while the first order is under way a repeated one is charged again
  const underWay = account.domains.get(order.name)?.status.startsWith('PENDING') === true;
  if (!underWay && !isFree(account, order.name))
    throw new Refusal(422, 'UNAVAILABLE_DOMAIN', `${order.name} is not available`);
  return order;
}

// godaddy.md §3 POST /v1/domains/purchase; §1: from the prepaid balance
function purchase(account: GodaddyAccount, request: FakeRequest): FakeReply {
  const { name, tld, period, privacy, body, contacts, nameServers } = checkedPurchase(account, request);
  const reply = charge(account, 'register', name, tld.register * period, period, privacy);
  if (account.domains.has(name)) return reply;
  const pending = account.registrationReads > 0;
  const domain = newDomain(account, name, {
    status: pending ? 'PENDING_SETUP' : 'ACTIVE',
    pendingReads: account.registrationReads,
    expires: yearsAfter(new Date(account.now()).toISOString(), period),
    renewAuto: body['renewAuto'] !== false,
    privacy,
    ...(nameServers === undefined ? {} : { nameServers }),
  });
  domain.contacts = { ...domain.contacts, ...contacts };
  account.domains.set(name, domain);
  return reply;
}

function charge(
  account: GodaddyAccount,
  kind: GodaddyPurchase['kind'],
  domain: string,
  amount: number,
  period: number,
  privacy = false,
): FakeReply {
  const total = amount + (privacy ? PRIVACY_PRICE * period : 0);
  if (total > account.balance)
    throw new Refusal(422, 'INSUFFICIENT_FUNDS', 'The prepaid balance does not cover this order');
  account.balance -= total;
  const orderId = 1_000_001 + account.purchases.length;
  account.purchases.push({ kind, domain, orderId, total, currency: CURRENCY, period });
  return { status: 200, body: { orderId, itemCount: privacy ? 2 : 1, total, currency: CURRENCY } };
}

// godaddy.md §3 renew: a repeated call charges again
function renew(account: GodaddyAccount, request: FakeRequest, domain: GodaddyDomain): FakeReply {
  const body = objectOf(request, true);
  const fields: GodaddyErrorField[] = [];
  checkKeys(body, ['period'], fields);
  const period = checkPeriod(body, fields);
  refuseFields(fields);
  if (!domain.renewable) throw new Refusal(409, 'CONFLICT', `${domain.domain} is not eligible for renewal`);
  refuseInactive(domain);
  const reply = charge(account, 'renew', domain.domain, tldOf(domain.domain).renew * period, period);
  domain.expires = yearsAfter(domain.expires, period);
  touch(account, domain);
  return reply;
}

// godaddy.md §3 transfer: 409 not transferable
function transfer(account: GodaddyAccount, request: FakeRequest, name: string): FakeReply {
  const order = checkOrder(request, name, ['authCode']);
  const { authCode } = order.body;
  if (typeof authCode !== 'string' || authCode === '')
    refuseFields([field('MISSING', 'is required', 'authCode')]);
  const right = account.elsewhere.get(name);
  if (right === undefined) throw new Refusal(409, 'CONFLICT', `${name} is not transferable`);
  if (authCode !== right) refuseFields([field('INVALID_VALUE', 'is not the right code', 'authCode')]);
  const { tld, period, privacy, contacts, body } = order;
  const reply = charge(account, 'transfer', name, tld.transfer * period, period, privacy);
  const domain = newDomain(account, name, {
    status: 'PENDING_TRANSFER',
    pendingReads: Infinity,
    renewAuto: body['renewAuto'] !== false,
    privacy,
  });
  domain.contacts = { ...domain.contacts, ...contacts };
  account.domains.set(name, domain);
  account.elsewhere.delete(name);
  return reply;
}

// godaddy.md §3 privacy: consent with DNPA
function buyPrivacy(account: GodaddyAccount, request: FakeRequest, domain: GodaddyDomain): FakeReply {
  const body = objectOf(request);
  const fields: GodaddyErrorField[] = [];
  checkKeys(body, ['consent'], fields);
  checkConsent(body, ['DNPA'], fields);
  refuseFields(fields);
  refuseInactive(domain);
  if (domain.privacy) throw new Refusal(409, 'CONFLICT', `${domain.domain} has privacy already`);
  const reply = charge(account, 'privacy', domain.domain, PRIVACY_PRICE, 1);
  domain.privacy = true;
  touch(account, domain);
  return reply;
}

function dropPrivacy(account: GodaddyAccount, domain: GodaddyDomain): FakeReply {
  if (!domain.privacy) throw new Refusal(409, 'CONFLICT', `${domain.domain} has no privacy`);
  domain.privacy = false;
  touch(account, domain);
  return { status: 204 };
}

function validateContacts(request: FakeRequest): FakeReply {
  const fields: GodaddyErrorField[] = [];
  checkContacts(objectOf(request), fields);
  refuseFields(fields);
  return { status: 200 };
}
