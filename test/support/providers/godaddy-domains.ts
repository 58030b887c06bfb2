import { isIP } from 'node:net';

import type { FakeReply, FakeRequest } from './fake-server.ts';
import {
  bodyOf,
  field,
  isJson,
  isWhole,
  Refusal,
  refuseFields,
  zoneStart,
  type GodaddyErrorField,
  type GodaddyRecordKnobs,
  type GodaddyZone,
  type Json,
  type Propagation,
} from './godaddy-records.ts';

export interface GodaddyDnssecRecord {
  readonly algorithm: string;
  readonly keyTag?: number;
  readonly digestType?: string;
  readonly digest?: string;
  readonly flags?: string;
  readonly publicKey?: string;
  readonly maxSignatureLife?: number;
}

/** A domain of the account; tests may change any field behind the client's back. */
export interface GodaddyDomain extends GodaddyZone {
  readonly domainId: number;
  authCode: string;
  createdAt: string;
  expires: string;
  renewAuto: boolean;
  renewable: boolean;
  locked: boolean;
  privacy: boolean;
  exposeWhois: boolean;
  exposeRegistrantOrganization: boolean;
  expirationProtected: boolean;
  /** True stands for the high-protection plan, which refuses changes of name servers. */
  transferProtected: boolean;
  holdRegistrar: boolean;
  subaccountId?: string;
  modifiedAt: string;
  /** Detail reads that still show the status before ACTIVE. */
  pendingReads: number;
  contacts: { [role: string]: Json };
  dnssecRecords: GodaddyDnssecRecord[];
}

export interface GodaddyPurchase {
  readonly kind: 'register' | 'renew' | 'transfer' | 'privacy';
  readonly domain: string;
  readonly orderId: number;
  /** In micro-units. */
  readonly total: number;
  readonly currency: string;
  readonly period: number;
}

export interface GodaddyAccount extends GodaddyRecordKnobs {
  readonly shopperId: string;
  readonly domains: Map<string, GodaddyDomain>;
  readonly purchases: GodaddyPurchase[];
  /** The prepaid balance in micro-units. */
  balance: number;
  /** Names for which checkType FAST says the contrary of the truth. */
  readonly wrongFast: Set<string>;
  /** Domains whose detail is answered with 203 and `verifications`. */
  readonly partialDetails: Set<string>;
  /** So many detail reads of a new registration still show a pending status. */
  registrationReads: number;
  /** Names registered elsewhere, with their transfer codes. */
  readonly elsewhere: Map<string, string>;
  /** The status of a successful PATCH of a domain. */
  updateStatus: 200 | 204;
  readonly now: () => number;
}

const DAY = 86_400_000;
export const ROLES: readonly string[] = [
  'contactRegistrant',
  'contactAdmin',
  'contactTech',
  'contactBilling',
];
const GROUPS = ['VISIBLE', 'RENEWABLE', 'REDEMPTION', 'INACTIVE', 'PRE_REGISTRATION', 'VERIFICATION_ICANN'];
const HOST = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

const ACCOUNT_CONTACT: Json = {
  nameFirst: 'Hanako',
  nameLast: 'Yamada',
  email: 'hanako@example.org',
  phone: '+81.312345678',
  addressMailing: {
    address1: '1-1 Chiyoda',
    city: 'Chiyoda-ku',
    state: 'Tokyo',
    postalCode: '100-0001',
    country: 'JP',
  },
};

let lastDomainId = 300_000_000;

export function newDomain(
  account: { readonly now: () => number },
  domain: string,
  more: Partial<GodaddyDomain> = {},
): GodaddyDomain {
  const nameServers = more.nameServers ?? ['ns01.domaincontrol.com', 'ns02.domaincontrol.com'];
  const now = new Date(account.now()).toISOString();
  return {
    domainId: ++lastDomainId,
    domain,
    status: 'ACTIVE',
    nameServers,
    records: zoneStart(nameServers),
    authCode: `AUTH-${lastDomainId}`,
    createdAt: now,
    expires: yearsAfter(now, 1),
    renewAuto: true,
    renewable: true,
    locked: true,
    privacy: false,
    exposeWhois: false,
    exposeRegistrantOrganization: false,
    expirationProtected: false,
    transferProtected: false,
    holdRegistrar: false,
    modifiedAt: now,
    pendingReads: 0,
    contacts: Object.fromEntries(ROLES.map((role) => [role, ACCOUNT_CONTACT])),
    dnssecRecords: [],
    ...more,
  };
}

export function yearsAfter(date: string, years: number): string {
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later.toISOString();
}

// godaddy.md §2: 404 and its wording
export function ownDomain(account: GodaddyAccount, name: string): GodaddyDomain {
  const found = account.domains.get(name.toLowerCase());
  if (found === undefined) throw new Refusal(404, 'NOT_FOUND', `Domain ${name} not found for shopper`);
  return found;
}

/** The calls of `/v1/domains/{d}` that read or change its state. */
export function answerDomain(
  account: GodaddyAccount,
  request: FakeRequest,
  rest: readonly string[],
  propagation: Propagation,
): FakeReply | undefined {
  const [name = '', ...tail] = rest;
  const call = `${request.method} ${tail.join('/')}`;
  const handlers: { readonly [call: string]: (domain: GodaddyDomain) => FakeReply } = {
    'GET ': (domain) => detail(account, domain),
    'PATCH ': (domain) => update(account, request, domain, propagation),
    'DELETE ': (domain) => cancel(account, domain),
    'PATCH contacts': (domain) => updateContacts(account, request, domain, propagation),
    'POST verifyRegistrantEmail': () => ({ status: 204 }),
  };
  return handlers[call]?.(ownDomain(account, name));
}

// godaddy.md §3 GET /v1/domains: a bare array, `marker` is the last domain of the page before
export function list(account: GodaddyAccount, query: URLSearchParams): FakeReply {
  const limit = Number(query.get('limit') ?? '1000');
  if (!isWhole(limit, 1, 1000)) throw new Refusal(422, 'INVALID_QUERY', 'limit must be from 1 to 1000');
  const includes = enums(query, 'includes', ['authCode', 'contacts', 'nameServers']);
  const groups = enums(query, 'statusGroups', GROUPS);
  const statuses = listOf(query, 'statuses');
  const marker = query.get('marker')?.toLowerCase() ?? '';
  const since = Date.parse(query.get('modifiedDate') ?? '1970-01-01');
  if (Number.isNaN(since)) throw new Refusal(422, 'INVALID_QUERY', 'modifiedDate must be a date');
  const found = [...account.domains.values()]
    .filter(({ domain }) => domain > marker)
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status))
    .filter((domain) => groups.length === 0 || groups.some((group) => isInGroup(domain, group)))
    .filter(({ modifiedAt }) => Date.parse(modifiedAt) >= since)
    .toSorted((a, b) => (a.domain < b.domain ? -1 : 1))
    .slice(0, limit);
  return { status: 200, body: found.map((domain) => summary(domain, includes)) };
}

function isInGroup({ status, renewable }: GodaddyDomain, group: string): boolean {
  const inactive = status.startsWith('CANCELLED');
  if (group === 'VISIBLE') return !inactive;
  if (group === 'RENEWABLE') return renewable && !inactive;
  return group === 'INACTIVE' ? inactive : status.includes(group);
}

export function listOf(query: URLSearchParams, name: string): string[] {
  const given = [...query.getAll(name), ...query.getAll(`${name}[]`)];
  return given.flatMap((text) => text.split(',')).filter((text) => text !== '');
}

// godaddy.md §2: INVALID_VALUE_ENUM
export function enums(query: URLSearchParams, name: string, known: readonly string[]): string[] {
  const given = listOf(query, name);
  const wrong = given.find((value) => !known.includes(value));
  if (wrong === undefined) return given;
  throw new Refusal(422, 'INVALID_VALUE_ENUM', `${name}: ${wrong} is not any of: ${known.join(', ')}`);
}

function summary(domain: GodaddyDomain, includes: readonly string[]): Json {
  return {
    domainId: domain.domainId,
    domain: domain.domain,
    status: domain.status,
    createdAt: domain.createdAt,
    expires: domain.expires,
    renewAuto: domain.renewAuto,
    renewDeadline: new Date(Date.parse(domain.expires) + 30 * DAY).toISOString(),
    renewable: domain.renewable,
    locked: domain.locked,
    privacy: domain.privacy,
    exposeWhois: domain.exposeWhois,
    expirationProtected: domain.expirationProtected,
    transferProtected: domain.transferProtected,
    transferAwayEligibleAt: new Date(Date.parse(domain.createdAt) + 60 * DAY).toISOString(),
    holdRegistrar: domain.holdRegistrar,
    // godaddy.md §3: null without `includes`
    nameServers: includes.includes('nameServers') ? domain.nameServers : null,
    ...(includes.includes('authCode') ? { authCode: domain.authCode } : {}),
    ...(includes.includes('contacts') ? domain.contacts : {}),
  };
}

// godaddy.md §3: 200, or 203 with `verifications`
function detail(account: GodaddyAccount, domain: GodaddyDomain): FakeReply {
  const { subaccountId, exposeRegistrantOrganization } = domain;
  const full = {
    ...summary(domain, ['authCode', 'contacts', 'nameServers']),
    exposeRegistrantOrganization,
    ...(subaccountId === undefined ? {} : { subaccountId }),
  };
  if (domain.pendingReads > 0 && --domain.pendingReads === 0 && domain.status.startsWith('PENDING'))
    domain.status = 'ACTIVE';
  if (!account.partialDetails.has(domain.domain)) return { status: 200, body: full };
  return { status: 203, body: { ...full, verifications: { domainName: { status: 'PENDING' } } } };
}

export function touch(account: GodaddyAccount, domain: GodaddyDomain): void {
  domain.modifiedAt = new Date(account.now()).toISOString();
}

// godaddy.md §2: 409 not eligible
export function refuseInactive(domain: GodaddyDomain): void {
  if (domain.status !== 'ACTIVE')
    throw new Refusal(409, 'CONFLICT', `${domain.domain} is not eligible: its status is ${domain.status}`);
}

export function objectOf(request: FakeRequest, mayBeEmpty = false): Json {
  const body = mayBeEmpty && request.body === '' ? {} : bodyOf(request);
  if (!isJson(body)) refuseFields([field('UNEXPECTED_TYPE', 'must be an object', 'body')]);
  return isJson(body) ? body : {};
}

export function checkKeys(body: Json, known: readonly string[], fields: GodaddyErrorField[]): void {
  for (const key of Object.keys(body))
    if (!known.includes(key)) fields.push(field('UNEXPECTED_PROPERTY', 'is not expected', key));
}

export function checkFlags(body: Json, keys: readonly string[], fields: GodaddyErrorField[]): void {
  for (const key of keys)
    if (body[key] !== undefined && typeof body[key] !== 'boolean')
      fields.push(field('UNEXPECTED_TYPE', 'must be true or false', key));
}

// godaddy.md §3 PATCH /v1/domains/{d}: at least two name servers
export function checkNameServers(value: unknown, fields: GodaddyErrorField[]): string[] {
  const hosts: readonly unknown[] = Array.isArray(value) ? value : [];
  const names = hosts.filter((host) => typeof host === 'string').filter((host) => HOST.test(host));
  if (names.length < hosts.length || names.length < 2)
    fields.push(field('ARRAY_LENGTH_SHORT', 'must be at least two host names', 'nameServers'));
  return names;
}

// godaddy.md §3 and §7.5: consent with the right agreement keys, or 422
export function checkConsent(body: Json, keys: readonly string[], fields: GodaddyErrorField[]): void {
  const { consent } = body;
  if (!isJson(consent)) return void fields.push(field('MISSING', 'is required', 'consent'));
  const given: readonly unknown[] = Array.isArray(consent['agreementKeys']) ? consent['agreementKeys'] : [];
  for (const key of keys)
    if (!given.includes(key))
      fields.push(field('MISSING_AGREEMENT', `must contain ${key}`, 'consent.agreementKeys'));
  const { agreedBy, agreedAt } = consent;
  if (typeof agreedBy !== 'string' || isIP(agreedBy) === 0)
    fields.push(field('INVALID_VALUE', 'must be the IP address of the client', 'consent.agreedBy'));
  if (typeof agreedAt !== 'string' || !ISO.test(agreedAt))
    fields.push(field('INVALID_VALUE', 'must be a time as of ISO 8601', 'consent.agreedAt'));
}

const UPDATABLE = [
  'locked',
  'nameServers',
  'renewAuto',
  'exposeWhois',
  'exposeRegistrantOrganization',
  'subaccountId',
  'consent',
];

function update(
  account: GodaddyAccount,
  request: FakeRequest,
  domain: GodaddyDomain,
  propagation: Propagation,
): FakeReply {
  const body = objectOf(request);
  const fields: GodaddyErrorField[] = [];
  checkKeys(body, UPDATABLE, fields);
  checkFlags(body, ['locked', 'renewAuto', 'exposeWhois', 'exposeRegistrantOrganization'], fields);
  const hosts = body['nameServers'] === undefined ? undefined : checkNameServers(body['nameServers'], fields);
  const { subaccountId } = body;
  if (subaccountId !== undefined && typeof subaccountId !== 'string')
    fields.push(field('UNEXPECTED_TYPE', 'must be a string', 'subaccountId'));
  const exposing = [
    ...(body['exposeWhois'] === true ? ['EXPOSE_WHOIS'] : []),
    ...(body['exposeRegistrantOrganization'] === true ? ['EXPOSE_REGISTRANT_ORGANIZATION'] : []),
  ];
  if (exposing.length > 0 || body['consent'] !== undefined) checkConsent(body, exposing, fields);
  refuseFields(fields);
  refuseInactive(domain);
  if (hosts !== undefined) refuseProtected(domain);
  propagation.refuseConflict(domain.domain);

  const flag = (key: string, old: boolean): boolean => (typeof body[key] === 'boolean' ? body[key] : old);
  domain.locked = flag('locked', domain.locked);
  domain.renewAuto = flag('renewAuto', domain.renewAuto);
  domain.exposeWhois = flag('exposeWhois', domain.exposeWhois);
  domain.exposeRegistrantOrganization = flag(
    'exposeRegistrantOrganization',
    domain.exposeRegistrantOrganization,
  );
  if (hosts !== undefined) domain.nameServers = hosts;
  if (typeof subaccountId === 'string') domain.subaccountId = subaccountId;
  touch(account, domain);
  propagation.wrote(domain.domain);
  return { status: account.updateStatus };
}

// godaddy.md §1, end: no change of name servers under the high-protection plan
export function refuseProtected(domain: GodaddyDomain): void {
  if (domain.transferProtected)
    throw new Refusal(409, 'CONFLICT', `${domain.domain} is protected: its name servers cannot be changed`);
}

function cancel(account: GodaddyAccount, domain: GodaddyDomain): FakeReply {
  refuseInactive(domain);
  domain.status = 'CANCELLED';
  domain.renewable = false;
  touch(account, domain);
  return { status: 204 };
}

// godaddy.md §3, end: the shape of a contact
function checkContact(value: unknown, path: string, fields: GodaddyErrorField[]): Json {
  if (!isJson(value)) {
    fields.push(field('MISSING', 'is required', path));
    return {};
  }
  const need = (holder: Json, at: string, keys: readonly string[]): void => {
    for (const key of keys)
      if (typeof holder[key] !== 'string' || holder[key] === '')
        fields.push(field('MISSING', 'is required', `${at}.${key}`));
  };
  need(value, path, ['nameFirst', 'nameLast', 'email', 'phone']);
  if (typeof value['email'] === 'string' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value['email']))
    fields.push(field('INVALID_VALUE', 'must be an e-mail address', `${path}.email`));
  for (const key of ['phone', 'fax'])
    if (typeof value[key] === 'string' && value[key] !== '' && !/^\+\d{1,3}\.\d{4,14}$/.test(value[key]))
      fields.push(field('INVALID_VALUE', 'must look like +1.4805058800', `${path}.${key}`));
  const address = value['addressMailing'];
  const place = `${path}.addressMailing`;
  if (!isJson(address)) fields.push(field('MISSING', 'is required', place));
  else need(address, place, ['address1', 'city', 'state', 'postalCode', 'country']);
  if (isJson(address) && typeof address['country'] === 'string' && !/^[A-Z]{2}$/.test(address['country']))
    fields.push(field('INVALID_VALUE', 'must be a country code of two letters', `${place}.country`));
  return value;
}

export function checkContacts(body: Json, fields: GodaddyErrorField[]): { [role: string]: Json } {
  const given = ROLES.filter((role) => body[role] !== undefined);
  return Object.fromEntries(given.map((role) => [role, checkContact(body[role], role, fields)]));
}

// godaddy.md §3 PATCH …/contacts: contactRegistrant is required
function updateContacts(
  account: GodaddyAccount,
  request: FakeRequest,
  domain: GodaddyDomain,
  propagation: Propagation,
): FakeReply {
  const body = objectOf(request);
  const fields: GodaddyErrorField[] = [];
  checkKeys(body, ROLES, fields);
  if (body['contactRegistrant'] === undefined)
    fields.push(field('MISSING', 'is required', 'contactRegistrant'));
  const contacts = checkContacts(body, fields);
  refuseFields(fields);
  refuseInactive(domain);
  propagation.refuseConflict(domain.domain);
  domain.contacts = { ...domain.contacts, ...contacts };
  touch(account, domain);
  propagation.wrote(domain.domain);
  return { status: 204 };
}
