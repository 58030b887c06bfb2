/**
 * A local server of GoDaddy's API as the vendor's documents describe it; the sections cited are those of our digest of them.
 *
 * Not backed by the reference:
 * - The wording of messages and the codes but INVALID_BODY, UNKNOWN_RESTRICTION, ACCESS_DENIED, NOT_FOUND,
 *   TOO_MANY_REQUESTS, INACTIVE_DOMAIN, DUPLICATE_RECORD and INVALID_VALUE_ENUM; the 401 text is unconfirmed. Which
 *   refusal gets INVALID_VALUE_ENUM, and the `path` of fields but `records[0].ttl`; `pathRelated` is left out.
 * - An X-Shopper-Id other than the account's is 403; unknown shoppers, customers and actions are 404.
 * - Limits are fixed windows, both budgets at once, counted after the credentials are checked.
 * - Pages of `/v1/domains` go by name, 1000 long unless asked; which statuses belong to which statusGroup; a list
 *   parameter is split at commas or repeated. Cancelled domains stay listed as CANCELLED and cannot be renewed.
 * - renewDeadline is 30 days after `expires`, transferAwayEligibleAt 60 days after `createdAt`; the form of
 *   `verifications`; PATCH answers 204 unless `updateStatus` says 200; unknown keys of a body are 422.
 * - Changes of a name server under the high-protection plan are 409, and `transferProtected` stands for the plan.
 * - Which parts of a contact are required; that `agreedBy` must be an IP address; that contacts may be left out of a
 *   purchase; contacts/validate is 200, verifyRegistrantEmail 204, both without a body; purchase/validate gives `{}`.
 * - checkType is FAST unless given; only an available name has a price; forTransfer is available for names
 *   registered elsewhere; v1 knows no premium names, so premium.com is an ordinary one; an empty list is 422.
 * - The keys DNRA and DNTA (the reference has DNPA and EXPOSE_* only); the prices; privacy costs and counts as an item;
 *   a short balance or an unavailable name is 422; the statuses PENDING_SETUP and PENDING_TRANSFER; a repeated purchase
 *   is charged again only while the first is pending; wrong transfer codes are 422 at once; a transfer ends by
 *   `advance()` only; privacy bought or dropped twice is 409; a domain that is not ACTIVE or renewable is 409.
 * - Foreign name servers or a status but ACTIVE make every call on records 409 INACTIVE_DOMAIN, reads included (the
 *   reference: "404/409/INACTIVE_DOMAIN style errors").
 * - `offset` of records is a number of records to skip; unknown types in the path are 422; which characters a name has.
 * - `ttl` is required in every item; the floor's error body for calls and indexes but the recorded one; the text of
 *   the ceiling. A trailing dot is 422. TXT above 1024 characters is 422 (unconfirmed in the reference, §8).
 * - CNAME beside other records, and the same record twice in one PUT, are 422 DUPLICATE_RECORD; type or name that
 *   differs from the path is 422; fields of MX and SRV on other types are dropped in silence.
 * - DELETE of NS, SOA and CAA is 422; of an unknown rrset 404 unless `deleteUnknownStatus` says 204.
 * - A whole-zone PUT without apex NS leaves none; an empty whole-zone PUT is ignored as the other empty ones.
 *   `patchDeduplicates` true (dropping in silence) is known of no time; records are identical whatever their TTL.
 * - The data of SOA and CAA as listed. Stale reads concern records only; 409 after an edit concerns records, PATCH of a
 *   domain and of its contacts. A write during stale reads keeps showing the oldest state.
 * - What suggest and purchase/schema answer; the texts and titles of agreements.
 * - v2: regenerateAuthCode is 202; a second action of a type while one is open is 409; polls show ACCEPTED, PENDING,
 *   then the end; `origination` USER; algorithm names beyond the three given; digest or publicKey is required; adding
 *   a DNSSEC record twice keeps one, deleting an unknown one succeeds; `requestId` is the X-Request-Id.
 * - v2: GET of a domain with `includes=dnssecRecords`, by the vendor's own include names (read 2026-11-21); little else is in its answer.
 */

import { randomUUID } from 'node:crypto';

import { startFakeServer, type FakeReply, type FakeRequest, type FakeServer } from './fake-server.ts';
import {
  answerDomain,
  checkNameServers,
  listOf,
  newDomain,
  objectOf,
  ownDomain,
  refuseInactive,
  refuseProtected,
  touch,
  type GodaddyAccount,
  type GodaddyDnssecRecord,
  type GodaddyDomain,
} from './godaddy-domains.ts';
import { answerDomains, answerOrders } from './godaddy-orders.ts';
import {
  answerRecords,
  bodyOf,
  field,
  isJson,
  isWhole,
  Propagation,
  Refusal,
  refuseFields,
  type GodaddyErrorField,
} from './godaddy-records.ts';

/** A v2 action as `GET …/actions/{type}` shows it, with its domain. */
export interface GodaddyAction {
  readonly domain: string;
  readonly type: string;
  readonly origination: string;
  status: 'ACCEPTED' | 'PENDING' | 'SUCCESS' | 'FAILED';
  readonly requestId: string;
  readonly createdAt: string;
  startedAt?: string;
  completedAt?: string;
  reason?: string;
}

/** A local server of GoDaddy's v1 API, with the few v2 calls that v1 lacks. */
export interface FakeGodaddy extends FakeServer, GodaddyAccount {
  readonly key: string;
  readonly secret: string;
  readonly pat: string;
  readonly customerId: string;
  /** Every call is refused with the 403 of the account gate. */
  gated: boolean;
  /** Only the availability calls are. */
  gatedAvailability: boolean;
  /** A 429 names its seconds in `Retry-After` too, not in the body alone. */
  retryAfterHeader: boolean;
  /** So many polls of a v2 action show it unfinished. */
  actionPolls: number;
  /** The reason with which the next v2 action ends as FAILED. */
  failNextAction: string | undefined;
  readonly actions: readonly GodaddyAction[];
  /** Ends what is under way: open actions, pending registrations and transfers. */
  advance(): void;
}

const DAY = 86_400_000;

/** Starts the server; the clock, the port and the limits can be given. */
export async function startFakeGodaddy(
  options: { readonly port?: number; readonly now?: () => number; readonly limits?: boolean } = {},
): Promise<FakeGodaddy> {
  const now = options.now ?? Date.now;
  const account: Omit<FakeGodaddy, keyof FakeServer> = {
    key: 'dKy8test_Key',
    secret: 'TestSecret',
    pat: 'pat_test_token',
    shopperId: '100200300',
    customerId: '295e3bc3-b3b9-4d95-aae5-ede41a994d13',
    gated: false,
    gatedAvailability: false,
    staleReads: 0,
    conflictsAfterWrite: 0,
    patchDeduplicates: false,
    emptyPutRefused: false,
    deleteUnknownStatus: 404,
    updateStatus: 204,
    retryAfterHeader: false,
    registrationReads: 0,
    actionPolls: 2,
    failNextAction: undefined,
    balance: 500_000_000,
    domains: new Map(),
    purchases: [],
    wrongFast: new Set(),
    partialDetails: new Set(),
    elsewhere: new Map([['taken.com', 'EPP-taken']]),
    actions: [],
    now,
    advance: () => {
      for (const domain of account.domains.values())
        if (domain.status.startsWith('PENDING')) domain.status = 'ACTIVE';
      actions.finish();
    },
  };
  const actions = new Actions(account);
  const propagation = new Propagation(account);
  const limits = options.limits === true ? new Limits(now) : undefined;
  seed(account);

  function answer(request: FakeRequest): FakeReply {
    refuseStrangers(account, request);
    limits?.refuseExcess(request, account.retryAfterHeader);
    const [version, family, ...rest] = partsOf(request.path);
    const found =
      version === 'v1' && family === 'domains'
        ? answerV1(account, request, rest, propagation)
        : version === 'v1' && family === 'shoppers'
          ? shopper(account, request, rest)
          : version === 'v2' && family === 'customers'
            ? answerV2(account, request, rest, actions)
            : undefined;
    // godaddy.md §1: v3 is 404 here as on OTE
    if (found === undefined) throw new Refusal(404, 'NOT_FOUND', 'Resource not found');
    return found;
  }

  function answered(request: FakeRequest): FakeReply {
    try {
      return answer(request);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }

  const server = await startFakeServer(
    (request) => {
      // godaddy.md §1 X-Request-Id, §2 response headers
      const id = request.headers['x-request-id'] ?? randomUUID();
      const reply = answered({ ...request, headers: { ...request.headers, 'x-request-id': id } });
      return { ...reply, headers: { 'x-request-id': id, 'x-datacenter': 'local', ...reply.headers } };
    },
    options.port === undefined ? {} : { port: options.port },
  );
  return Object.assign(account, server);
}

type Account = Omit<FakeGodaddy, keyof FakeServer>;

function partsOf(path: string): string[] {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    throw new Refusal(400, 'MALFORMED_PATH', 'The path is not well percent-encoded');
  }
}

// godaddy.md §1: both forms of credentials; the gate's 403 comes for valid keys too
function refuseStrangers(account: Account, request: FakeRequest): void {
  const given = request.headers['authorization'] ?? '';
  const known = [`sso-key ${account.key}:${account.secret}`, `Bearer ${account.pat}`];
  if (!known.includes(given))
    throw new Refusal(401, 'UNABLE_TO_AUTHENTICATE', 'Unauthorized : Could not authenticate API key/secret');
  const isAvailability = request.path === '/v1/domains/available';
  const shopperId = request.headers['x-shopper-id'] ?? account.shopperId;
  if (account.gated || (account.gatedAvailability && isAvailability) || shopperId !== account.shopperId)
    throw new Refusal(403, 'ACCESS_DENIED', 'Authenticated user is not allowed access');
}

interface Window {
  readonly until: number;
  used: number;
}

/** godaddy.md §2: 60 requests a minute per endpoint, and about 600 per 23 minutes for the account. */
class Limits {
  readonly #windows: Map<string, Window> = new Map();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  refuseExcess(request: FakeRequest, header: boolean): void {
    const waits = [this.#take(endpointOf(request), 60, 60_000), this.#take('account', 600, 23 * 60_000)];
    const retryAfterSec = Math.max(...waits);
    if (retryAfterSec <= 0) return;
    const headers: { [name: string]: string } = header ? { 'retry-after': String(retryAfterSec) } : {};
    throw new Refusal(429, 'TOO_MANY_REQUESTS', 'Too many requests', { retryAfterSec }, headers);
  }

  /** The seconds to wait; 0 if the request may pass. */
  #take(name: string, limit: number, length: number): number {
    const now = this.#now();
    const open = this.#windows.get(name);
    const window = open !== undefined && open.until > now ? open : { until: now + length, used: 0 };
    this.#windows.set(name, window);
    if (window.used >= limit) return Math.ceil((window.until - now) / 1000);
    window.used++;
    return 0;
  }
}

/** The method and the form of the path, with names left out. */
function endpointOf(request: FakeRequest): string {
  const parts = request.path.split('/').map((part) => (part.includes('.') ? '{domain}' : part));
  const records = parts.indexOf('records');
  const form = records < 0 ? parts : [...parts.slice(0, records + 1), String(parts.length)];
  return `${request.method} ${form.join('/')}`;
}

function answerV1(
  account: Account,
  request: FakeRequest,
  rest: readonly string[],
  propagation: Propagation,
): FakeReply | undefined {
  const [name = '', family, ...tail] = rest;
  if (!name.includes('.')) return answerDomains(account, request, rest);
  if (family === 'records')
    return answerRecords(request, ownDomain(account, name), tail, account, propagation);
  return answerOrders(account, request, rest) ?? answerDomain(account, request, rest, propagation);
}

// godaddy.md §5: the customer's UUID comes with `includes=customerId`
function shopper(account: Account, request: FakeRequest, rest: readonly string[]): FakeReply | undefined {
  const [shopperId, ...tail] = rest;
  if (request.method !== 'GET' || tail.length > 0) return undefined;
  if (shopperId !== account.shopperId)
    throw new Refusal(404, 'NOT_FOUND', `Shopper ${shopperId ?? ''} not found`);
  const includes = request.query.getAll('includes').flatMap((text) => text.split(','));
  const wrong = includes.find((each) => each !== 'customerId');
  if (wrong !== undefined) throw new Refusal(422, 'INVALID_VALUE_ENUM', `includes: ${wrong} is not known`);
  const { customerId } = account;
  return { status: 200, body: { shopperId, ...(includes.length > 0 ? { customerId } : {}) } };
}

/** The open and past actions of v2, advanced by polling. */
class Actions {
  readonly #account: Account;
  readonly #all: GodaddyAction[] = [];
  readonly #open: Map<GodaddyAction, { left: number; readonly work: () => void }> = new Map();

  constructor(account: Account) {
    this.#account = account;
    Object.assign(account, { actions: this.#all });
  }

  // godaddy.md §5: 202 and an action
  accept(request: FakeRequest, domain: GodaddyDomain, type: string, work: () => void): FakeReply {
    if ([...this.#open.keys()].some((each) => each.domain === domain.domain && each.type === type))
      throw new Refusal(409, 'CONFLICT', `An action ${type} of ${domain.domain} is under way`);
    const action: GodaddyAction = {
      domain: domain.domain,
      type,
      origination: 'USER',
      status: 'ACCEPTED',
      requestId: request.headers['x-request-id'] ?? '',
      createdAt: this.#time(),
    };
    const reason = this.#account.failNextAction;
    this.#account.failNextAction = undefined;
    if (reason !== undefined) action.reason = reason;
    this.#all.push(action);
    this.#open.set(action, { left: this.#account.actionPolls, work });
    return { status: 202 };
  }

  // godaddy.md §5: GET actions/{type} shows ACCEPTED, PENDING, then the end
  poll(domain: GodaddyDomain, type: string): FakeReply {
    const action = this.#all.findLast((each) => each.domain === domain.domain && each.type === type);
    if (action === undefined)
      throw new Refusal(404, 'NOT_FOUND', `No action ${type} of ${domain.domain} found`);
    const open = this.#open.get(action);
    if (open !== undefined && open.left <= 0) this.#end(action, open.work);
    const { domain: _, reason, ...shown } = action;
    const body = action.status === 'FAILED' ? { ...shown, reason } : shown;
    if (open !== undefined && action.status === 'ACCEPTED') {
      action.status = 'PENDING';
      action.startedAt = this.#time();
    }
    if (open !== undefined) open.left--;
    return { status: 200, body };
  }

  finish(): void {
    for (const [action, { work }] of this.#open) this.#end(action, work);
  }

  #end(action: GodaddyAction, work: () => void): void {
    this.#open.delete(action);
    action.startedAt ??= this.#time();
    action.completedAt = this.#time();
    action.status = action.reason === undefined ? 'SUCCESS' : 'FAILED';
    if (action.status === 'SUCCESS') work();
  }

  #time(): string {
    return new Date(this.#account.now()).toISOString();
  }
}

function answerV2(
  account: Account,
  request: FakeRequest,
  rest: readonly string[],
  actions: Actions,
): FakeReply | undefined {
  const [customerId, family, name = '', ...tail] = rest;
  if (family !== 'domains' || name === '') return undefined;
  if (customerId !== account.customerId) throw new Refusal(404, 'NOT_FOUND', 'Customer not found');
  const domain = ownDomain(account, name);
  const [operation, type] = tail;
  if (request.method === 'GET' && operation === 'actions' && type !== undefined && tail.length === 2)
    return actions.poll(domain, type);
  switch (`${request.method} ${tail.join('/')}`) {
    case 'GET ':
      return showDomain(request, domain);
    case 'PATCH dnssecRecords':
      return addDnssec(request, domain, actions);
    case 'DELETE dnssecRecords':
      return dropDnssec(request, domain, actions);
    case 'PUT nameServers':
      return putNameServers(account, request, domain, actions);
    case 'POST regenerateAuthCode':
      refuseInactive(domain);
      return actions.accept(request, domain, 'AUTH_CODE_REGENERATE', () => {
        domain.authCode = `AUTH-${randomUUID().slice(0, 8)}`;
        touch(account, domain);
      });
    default:
      return undefined;
  }
}

function showDomain(request: FakeRequest, domain: GodaddyDomain): FakeReply {
  const includes = listOf(request.query, 'includes');
  const { domainId, domain: name, status, dnssecRecords } = domain;
  const shown = { domainId, domain: name, status };
  return { status: 200, body: includes.includes('dnssecRecords') ? { ...shown, dnssecRecords } : shown };
}

function putNameServers(
  account: Account,
  request: FakeRequest,
  domain: GodaddyDomain,
  actions: Actions,
): FakeReply {
  const body = objectOf(request);
  const fields: GodaddyErrorField[] = [];
  const hosts = checkNameServers(body['nameServers'], fields);
  refuseFields(fields);
  refuseInactive(domain);
  refuseProtected(domain);
  return actions.accept(request, domain, 'DOMAIN_UPDATE_NAME_SERVERS', () => {
    domain.nameServers = hosts;
    touch(account, domain);
  });
}

function addDnssec(request: FakeRequest, domain: GodaddyDomain, actions: Actions): FakeReply {
  const given = dnssecOf(request);
  refuseInactive(domain);
  return actions.accept(request, domain, 'DNSSEC_CREATE', () => {
    const fresh = given.filter((each) => !domain.dnssecRecords.some((old) => isSame(old, each)));
    domain.dnssecRecords = [...domain.dnssecRecords, ...fresh];
  });
}

function dropDnssec(request: FakeRequest, domain: GodaddyDomain, actions: Actions): FakeReply {
  const given = dnssecOf(request);
  refuseInactive(domain);
  return actions.accept(request, domain, 'DNSSEC_DELETE', () => {
    domain.dnssecRecords = domain.dnssecRecords.filter((old) => !given.some((each) => isSame(old, each)));
  });
}

function isSame(one: GodaddyDnssecRecord, other: GodaddyDnssecRecord): boolean {
  const identity = ({ algorithm, keyTag, digestType, digest, publicKey }: GodaddyDnssecRecord): string =>
    JSON.stringify([algorithm, keyTag, digestType, digest?.toLowerCase(), publicKey]);
  return identity(one) === identity(other);
}

// godaddy.md §5: algorithms and digest types are names, not numbers
const ALGORITHMS = [
  'RSASHA1',
  'RSASHA1_NSEC3_SHA1',
  'RSASHA256',
  'RSASHA512',
  'ECDSAP256SHA256',
  'ECDSAP384SHA384',
  'ED25519',
  'ED448',
];
const DIGEST_TYPES = ['SHA1', 'SHA256', 'GOST', 'SHA384'];

function dnssecOf(request: FakeRequest): GodaddyDnssecRecord[] {
  const body = bodyOf(request);
  const items: readonly unknown[] = Array.isArray(body) ? body : [];
  const fields: GodaddyErrorField[] = [];
  if (items.length === 0) fields.push(field('UNEXPECTED_TYPE', 'must be an array of records', 'body'));
  const records = items.map((item, index) => checkedDnssec(item, `body[${index}]`, fields));
  refuseFields(fields);
  return records;
}

function checkedDnssec(value: unknown, path: string, fields: GodaddyErrorField[]): GodaddyDnssecRecord {
  const item = isJson(value) ? value : {};
  const { algorithm, keyTag, digestType, digest, flags, publicKey, maxSignatureLife } = item;
  const bad = (key: string, code: string, message: string): void => {
    fields.push(field(code, message, `${path}.${key}`));
  };
  const named = (key: string, known: readonly string[]): void => {
    if (!known.includes(String(item[key])))
      bad(key, 'INVALID_VALUE_ENUM', `is not any of: ${known.join(', ')}`);
  };
  named('algorithm', ALGORITHMS);
  if (digestType !== undefined) named('digestType', DIGEST_TYPES);
  if (flags !== undefined) named('flags', ['ZSK', 'KSK']);
  if (keyTag !== undefined && !isWhole(keyTag, 0, 65_535))
    bad('keyTag', 'INVALID_VALUE', 'must be 0 to 65535');
  if (digest !== undefined && (typeof digest !== 'string' || !/^([0-9a-f]{2})+$/i.test(digest)))
    bad('digest', 'INVALID_VALUE', 'must be hexadecimal');
  if (publicKey !== undefined && typeof publicKey !== 'string')
    bad('publicKey', 'UNEXPECTED_TYPE', 'must be a string');
  if (maxSignatureLife !== undefined && !isWhole(maxSignatureLife, 0, 2 ** 31))
    bad('maxSignatureLife', 'UNEXPECTED_TYPE', 'must be a whole number');
  if (digest === undefined && publicKey === undefined)
    bad('digest', 'MISSING', 'is required without publicKey');
  return {
    algorithm: String(algorithm),
    ...(isWhole(keyTag, 0, 65_535) ? { keyTag } : {}),
    ...(typeof digestType === 'string' ? { digestType } : {}),
    ...(typeof digest === 'string' ? { digest } : {}),
    ...(typeof flags === 'string' ? { flags } : {}),
    ...(typeof publicKey === 'string' ? { publicKey } : {}),
    ...(typeof maxSignatureLife === 'number' ? { maxSignatureLife } : {}),
  };
}

function seed(account: Account): void {
  const at = (days: number): string => new Date(account.now() + days * DAY).toISOString();
  const com = newDomain(account, 'example.com', { createdAt: at(-430), expires: at(300) });
  com.records.push(
    { type: 'A', name: '@', data: '192.0.2.1', ttl: 3600 },
    { type: 'AAAA', name: '@', data: '2001:db8::1', ttl: 3600 },
    { type: 'CNAME', name: 'www', data: '@', ttl: 3600 },
    { type: 'MX', name: '@', data: 'mail.example.net', ttl: 3600, priority: 10 },
    { type: 'TXT', name: '@', data: 'v=spf1 -all', ttl: 3600 },
    {
      type: 'SRV',
      name: '@',
      data: 'sip.example.net',
      ttl: 3600,
      service: '_sip',
      protocol: '_tcp',
      priority: 10,
      weight: 20,
      port: 5060,
    },
    // godaddy.md §4 Types: made in the console, visible, not writable
    { type: 'CAA', name: '@', data: '0 issue "letsencrypt.org"', ttl: 3600 },
  );
  const net = newDomain(account, 'example.net', {
    createdAt: at(-345),
    expires: at(20),
    renewAuto: false,
    locked: false,
  });
  net.records.push({ type: 'A', name: '@', data: '192.0.2.2', ttl: 600 });
  account.domains.set(com.domain, com);
  account.domains.set(net.domain, net);
}
