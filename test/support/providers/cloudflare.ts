import {
  forbidden,
  idOf,
  isId,
  noRoute,
  ok,
  pageReply,
  Refusal,
  refusal,
  refused,
  stampOf,
  unroutable,
  type CloudflareKnobs,
  type Core,
  type Json,
} from './cloudflare-envelope.ts';
import { CustomHostnameBook } from './cloudflare-hostnames.ts';
import { addRecord, answerRecords, type FakeRecord } from './cloudflare-records.ts';
import { Registrar, type FakePurchase } from './cloudflare-registrar.ts';
import { answerZone, answerZones, newZone, type FakeZone, type ZoneBook } from './cloudflare-zones.ts';
import { Bucket, startFakeServer, type FakeReply, type FakeRequest, type FakeServer } from './fake-server.ts';

/**
 * A local server of the Cloudflare API v4: tokens, accounts, zones, DNS records, DNSSEC, the new Registrar and
 * its sandbox, custom hostnames. Written from `reference/providers/cloudflare.md`, sections 1 to 6 and 8. Everything
 * stands under `<url>/client/v4`. Not served: DNS import and scan, certificates.
 *
 * Not backed by the reference:
 *
 * - Tokens: a token is well formed with 40 or more of `[A-Za-z0-9_-]`; an unknown, expired or disabled one is
 *   403/10000 (the reference gives 403 or 401, and 9109 too); a user's token is refused by the account's verify
 *   call; every token may list its account.
 * - A well-formed but unknown zone id is 403/10000 for tokens and 404/1003 for the global key.
 * - Which of 7000 and 7003 is said when, that both are 404, and 404 for a method that does not exist.
 * - 400/6007 for a body that is no JSON object, 400/6003 for paging values out of range. Zones refuse per_page
 *   below 5 and above 100. `maxPerPage` cuts silently and shows in `result_info`.
 * - 429 carries code 10429 (unconfirmed there); the 200 a second of an address end in `retry-after: 1`.
 * - The values of cf-ray, api-version and the Ratelimit headers (default, 1200 in 300 s).
 * - Which names 1049 and 1097 are for: `zoneRefusals` decides; sub-domains and reserved names are 1049; too many
 *   zones is 1118. The plan does not limit the zone type. A missing `account.id` is 400/1003.
 * - activation_check too early is 400/1224. A zone becomes active when `delegated` holds its name and the check,
 *   or `advance()`, runs. Domains registered here get an active zone.
 * - dns_settings that need a paid plan: flatten_all_cnames, foundation_dns, multi_provider, secondary_overrides.
 * - DNS faults without a known number (comment, tags, priority, missing data, batch size, settings, read-only
 *   record, DS and DNSKEY rules, unknown type) are 400/1004. 9004 of the "9003/9004 family". 81045 for a full
 *   zone; the quotas themselves are from memory there.
 * - Not proxiable are all of 127/8 and ::1. AAAA comes back compressed. A trailing dot of a name is dropped.
 * - NS beside other types (but DS) below the apex is 81056; the text of the SDK 7.3.0 forbids it, the number is
 *   unconfirmed. Types other than A, AAAA and CNAME may stand beside a CNAME.
 * - Two records are identical when type, name, decoded content and priority are; TXT is compared decoded.
 *   Strings over 255 bytes are echoed as sent, not split. Content lengths count the text.
 * - A PATCH or PUT whose tags or comment are absent keeps them (there for the old SDK); the shadow
 *   fields in `meta` take their meaning from the SDK 7.3.0.
 * - The order of a list that none asked for is the order of creation. A failing batch says only the first fault.
 * - The DNSSEC key is made of the zone's id, no real key; DS and key tag do fit it. DELETE answers an empty text.
 *   Deactivation is `pending-disabled` until `advance()`.
 * - Registrar: the numbers 1400 and 1404 and their 400 and 404; the prices; when a workflow moves (polls and
 *   `advance()`); relative `links`; a repeated POST returns the earlier workflow; a failing registration is never
 *   synchronous; PATCH with other fields than auto_renew is refused; per_page 20, at most 50; the limit of 100
 *   domains (the SDK 7.3.0 says 500); `action` and `confirmation_sent_to`; the form of the old endpoints and of
 *   their end. Its transfer-in calls, which the SDK 7.3.0 has, are not served.
 * - Custom hostnames: when a state moves (`advance()`, by what `hostnames.dns` holds; the first look brings the
 *   validation records); which of 1415 to 1418 is for what; 1439 for another CA or wildcard during the issuance;
 *   1442 for uploaded certificates; 404/1551 where there is no fallback origin; the validation is given up after 20
 *   steps; custom origins and metadata need a paid plan; the uuid of the delegation is 16 hex digits; the texts.
 * - `saasToken` sees no list of zones: 403/10000.
 */
export interface FakeCloudflare extends FakeServer, CloudflareKnobs {
  /** A token of a user that may do all. */
  readonly token: string;
  /** A token of the account that may do all. */
  readonly accountToken: string;
  /** May read zones and records, nothing else. */
  readonly limitedToken: string;
  /** May manage the custom hostnames of example.com, nothing else. */
  readonly saasToken: string;
  /** The global key for X-Auth-Email and X-Auth-Key. */
  readonly email: string;
  readonly key: string;
  readonly accountId: string;
  /** By value; tests may add, change and delete. */
  readonly tokens: Map<string, FakeToken>;
  /** By id; the records stand in `records` of each. */
  readonly zones: Map<string, FakeZone>;
  /** Names that POST /zones refuses, with code and message. */
  readonly zoneRefusals: Map<string, { readonly code: number; readonly message: string }>;
  /** Names whose parent points to the name servers given. */
  readonly delegated: Set<string>;
  /** Names whose DS stands at the parent. */
  readonly dsAtParent: Set<string>;
  /** Domains, purchases, taken and premium names of the real registrar; `domains` are its registrations. */
  readonly registrar: Registrar;
  readonly sandbox: Registrar;
  /** Custom hostnames of all zones, and the DNS of the customers. */
  readonly hostnames: CustomHostnameBook;
  readonly domains: Registrar['registrations'];
  readonly purchases: readonly FakePurchase[];
  /** The zone of a name; throws when there is none. */
  zone(name: string): FakeZone;
  /** Makes an active zone without records. */
  addZone(name: string): FakeZone;
  /** Adds a record behind the client's back, by the rules of the API. */
  addRecord(zoneName: string, input: Json): FakeRecord;
  /** One step of all that runs in the background. */
  advance(): void;
  /** All calls are 429 for the next 5 minutes of the server's clock. */
  block(): void;
}

export type Permission =
  | 'zone:read'
  | 'zone:edit'
  | 'dns:read'
  | 'dns:edit'
  | 'registrar:read'
  | 'registrar:edit'
  | 'sandbox'
  | 'ssl:read'
  | 'ssl:edit';

export interface FakeToken {
  readonly id: string;
  readonly owner: 'user' | 'account';
  status: 'active' | 'disabled' | 'expired';
  /** Milliseconds. */
  expiresAt: number | undefined;
  readonly permissions: Set<Permission>;
  /** The zones among its resources; all where it is absent. */
  readonly zones?: ReadonlySet<string>;
}

const ALL: readonly Permission[] = [
  'zone:read',
  'zone:edit',
  'dns:read',
  'dns:edit',
  'registrar:read',
  'registrar:edit',
  'sandbox',
  'ssl:read',
  'ssl:edit',
];
const BASE = '/client/v4';
const TOKEN = 'cf-user-token-0123456789abcdefghijklmnopq';
const ACCOUNT_TOKEN = 'cf-account-token-0123456789abcdefghijklmn';
const LIMITED_TOKEN = 'cf-limited-token-0123456789abcdefghijklmn';
const SAAS_TOKEN = 'cf-saas-token-0123456789abcdefghijklmnopq01';
const EMAIL = 'owner@example.com';
const KEY = '0123456789abcdef0123456789abcdef01234';
const WINDOW = 300_000;

export async function startFakeCloudflare(
  options: { readonly port?: number; readonly now?: () => number; readonly limits?: boolean } = {},
): Promise<FakeCloudflare> {
  const cloudflare = new Cloudflare(options.now ?? Date.now, options.limits ?? false);
  const server = await startFakeServer(
    (request) => cloudflare.answer(request),
    options.port === undefined ? {} : { port: options.port },
  );
  return Object.assign(cloudflare, server);
}

/** Who asks: a token, or the global key with all rights. */
interface Caller {
  readonly token: FakeToken | undefined;
}

class Cloudflare implements Core, ZoneBook, CloudflareKnobs {
  readonly token: string = TOKEN;
  readonly accountToken: string = ACCOUNT_TOKEN;
  readonly limitedToken: string = LIMITED_TOKEN;
  readonly saasToken: string = SAAS_TOKEN;
  readonly email: string = EMAIL;
  readonly key: string = KEY;
  readonly accountId: string = idOf('account');
  readonly tokens: Map<string, FakeToken> = new Map();
  readonly zones: Map<string, FakeZone> = new Map();
  readonly zoneRefusals: FakeCloudflare['zoneRefusals'] = new Map([
    ['unregistered.com', { code: 1049, message: 'unregistered.com is not a registered domain' }],
    ['banned.com', { code: 1097, message: 'This zone is banned and cannot be added to Cloudflare' }],
  ]);
  readonly delegated: Set<string> = new Set();
  readonly dsAtParent: Set<string> = new Set();
  readonly registrar: Registrar;
  readonly sandbox: Registrar;
  readonly hostnames: CustomHostnameBook;

  paid = false;
  newZone403 = 0;
  registrarAsync: CloudflareKnobs['registrarAsync'] = 'sync';
  pollsToFinish = 2;
  registrarFailure: CloudflareKnobs['registrarFailure'] = undefined;
  paymentMethod = true;
  defaultContact = true;
  maxPerPage: number | undefined = undefined;
  chainedErrors = false;
  oldRegistrar: CloudflareKnobs['oldRegistrar'] = 'by-date';

  readonly now: () => number;
  readonly #limits: boolean;
  readonly #perAddress: Bucket;
  readonly #windows = new Map<string, { from: number; count: number }>();
  readonly #blocked = new Map<string, number>();
  #counter = 0;

  constructor(now: () => number, limits: boolean) {
    this.now = now;
    this.#limits = limits;
    this.#perAddress = new Bucket(200, 200, now);
    this.registrar = new Registrar(this, false, (domain) => this.#ownZone(domain));
    this.sandbox = new Registrar(this, true, () => undefined);
    this.hostnames = new CustomHostnameBook(this);
    this.#seed();
  }

  // ---- Core ------------------------------------------------------------------------------------------------

  get knobs(): CloudflareKnobs {
    return this;
  }

  get domains(): Registrar['registrations'] {
    return this.registrar.registrations;
  }

  get purchases(): readonly FakePurchase[] {
    return this.registrar.purchases;
  }

  newId(): string {
    return idOf(`id ${++this.#counter}`);
  }

  stamp(): string {
    return stampOf(this.now(), ++this.#counter);
  }

  // ---- for tests -------------------------------------------------------------------------------------------

  zone(name: string): FakeZone {
    const zone = [...this.zones.values()].find((each) => each.name === name);
    if (zone === undefined) throw new Error(`the local server has no zone ${name}`);
    return zone;
  }

  addZone(name: string): FakeZone {
    this.#ownZone(name);
    return this.zone(name);
  }

  addRecord(zoneName: string, input: Json): FakeRecord {
    return addRecord(this, this.zone(zoneName), input);
  }

  advance(): void {
    this.registrar.advance();
    this.sandbox.advance();
    this.hostnames.advance((id) => this.zones.get(id));
    for (const zone of this.zones.values()) {
      if (zone.status === 'pending' && this.delegated.has(zone.name)) this.activate(zone);
      const signed = this.dsAtParent.has(zone.name) || this.domains.has(zone.name);
      if (zone.dnssec === 'pending' && signed) zone.dnssec = 'active';
      else if (zone.dnssec === 'pending-disabled') zone.dnssec = 'disabled';
    }
  }

  block(): void {
    this.#blocked.set('*', this.now() + WINDOW);
  }

  // ---- ZoneBook --------------------------------------------------------------------------------------------

  activate(zone: FakeZone): void {
    zone.status = 'active';
    zone.activated_on ??= this.stamp();
  }

  /** A domain of Cloudflare's own registrar always points to Cloudflare (cloudflare.md §5). */
  #ownZone(domain: string): void {
    let zone = [...this.zones.values()].find((each) => each.name === domain);
    if (zone === undefined) {
      zone = newZone(this, domain, 'full');
      this.zones.set(zone.id, zone);
    }
    this.delegated.add(domain);
    this.activate(zone);
  }

  #seed(): void {
    const token = (value: string, owner: FakeToken['owner'], permissions: readonly Permission[]): void => {
      this.tokens.set(value, {
        id: idOf(value),
        owner,
        status: 'active',
        expiresAt: undefined,
        permissions: new Set(permissions),
      });
    };
    token(TOKEN, 'user', ALL);
    token(ACCOUNT_TOKEN, 'account', ALL);
    token(LIMITED_TOKEN, 'user', ['zone:read', 'dns:read']);
    this.registrar.seed('example.com', 300, true, true);
    this.registrar.seed('example.net', 20, false, false);
    for (const name of ['example.com', 'example.net']) this.#ownZone(name);
    this.tokens.set(SAAS_TOKEN, {
      id: idOf(SAAS_TOKEN),
      owner: 'user',
      status: 'active',
      expiresAt: undefined,
      permissions: new Set(['ssl:read', 'ssl:edit']),
      zones: new Set([this.zone('example.com').id]),
    });
    const add = (zone: string, input: Json): FakeRecord => this.addRecord(zone, input);
    add('example.com', { type: 'A', name: '@', content: '192.0.2.10', proxied: true });
    add('example.com', { type: 'CNAME', name: 'www', content: 'example.com', ttl: 3600 });
    add('example.com', { type: 'MX', name: '@', content: 'mx.example.com', priority: 10 });
    add('example.com', { type: 'TXT', name: '@', content: '"v=spf1 mx -all"', ttl: 3600 });
    add('example.net', { type: 'A', name: '@', content: '192.0.2.20', ttl: 300 });
    // cloudflare.md §3, field rules: a record that another product manages
    add('example.net', { type: 'MX', name: '@', content: 'route1.mx.cloudflare.net', priority: 9 }).meta = {
      email_routing: true,
      read_only: true,
    };
  }

  // ---- the frame -------------------------------------------------------------------------------------------

  answer(request: FakeRequest): FakeReply {
    let reply: FakeReply;
    const caller = this.#callerKey(request);
    try {
      this.#limit(caller);
      reply = this.#route(request, this.#authenticate(request));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply = refused(this.#chained(request, error));
    }
    return { ...reply, headers: { ...this.#headers(request, caller), ...reply.headers } };
  }

  // cloudflare.md §1, envelope and rate limits
  #headers(request: FakeRequest, caller: string): { readonly [name: string]: string } {
    const ray = this.newId().slice(0, 16);
    const { from, count } = this.#windows.get(caller) ?? { from: this.now(), count: 0 };
    const seconds = Math.max(0, Math.ceil((from + WINDOW - this.now()) / 1000));
    return {
      'cf-ray': `${ray}-NRT`,
      'api-version': '2026-11-01',
      ratelimit: `"default";r=${Math.max(0, 1200 - count)};t=${seconds}`,
      'ratelimit-policy': '"default";q=1200;w=300',
      ...(request.method === 'GET' ? {} : { 'cf-auditlog-id': this.newId() }),
    };
  }

  /** All tokens of a user count together, an account's token for itself (cloudflare.md §1, rate limits). */
  #callerKey(request: FakeRequest): string {
    const value = bearerOf(request) ?? '';
    return this.tokens.get(value)?.owner === 'account' ? value : 'user';
  }

  #limit(caller: string): void {
    const now = this.now();
    for (const who of ['*', caller]) {
      const until = this.#blocked.get(who) ?? 0;
      if (now < until) throw tooMany(Math.ceil((until - now) / 1000));
    }
    if (!this.#limits) return;
    if (!this.#perAddress.take()) throw tooMany(1);
    let window = this.#windows.get(caller);
    if (window === undefined || now >= window.from + WINDOW) window = { from: now, count: 0 };
    window.count++;
    this.#windows.set(caller, window);
    if (window.count <= 1200) return;
    this.#blocked.set(caller, now + WINDOW);
    throw tooMany(WINDOW / 1000);
  }

  /** The older form of DNS errors (cloudflare.md §3, record error codes: 1004). */
  #chained(request: FakeRequest, error: Refusal): Refusal {
    const [cause] = error.items;
    if (!this.chainedErrors || !request.path.includes('/dns_records') || cause === undefined) return error;
    if (cause.code < 9000 || cause.code > 9999) return error;
    const item = { code: 1004, message: 'DNS Validation Error', error_chain: [cause] };
    return new Refusal(error.status, [item]);
  }

  // cloudflare.md §1, authentication and general error codes
  #authenticate(request: FakeRequest): Caller {
    const { headers } = request;
    if (headers['authorization'] !== undefined) return { token: this.#tokenOf(request) };
    const [email, key] = [headers['x-auth-email'], headers['x-auth-key']];
    if (email === undefined || key === undefined)
      throw refusal(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers');
    if (email !== EMAIL || key !== KEY) throw refusal(403, 9103, 'Unknown X-Auth-Key or X-Auth-Email');
    return { token: undefined };
  }

  #tokenOf(request: FakeRequest): FakeToken {
    const value = bearerOf(request);
    if (value === undefined || !/^[\w-]{40,}$/.test(value))
      throw new Refusal(400, [
        {
          code: 6003,
          message: 'Invalid request headers',
          error_chain: [{ code: 6111, message: 'Invalid format for Authorization header' }],
        },
      ]);
    const token = this.tokens.get(value);
    if (token === undefined) throw forbidden();
    if (this.#statusOf(token) !== 'active' && !request.path.endsWith('/tokens/verify')) throw forbidden();
    return token;
  }

  #statusOf({ status, expiresAt }: FakeToken): FakeToken['status'] {
    return status === 'active' && expiresAt !== undefined && expiresAt <= this.now() ? 'expired' : status;
  }

  #need({ token }: Caller, permission: Permission): void {
    if (token !== undefined && !token.permissions.has(permission)) throw forbidden();
  }

  #route(request: FakeRequest, caller: Caller): FakeReply {
    if (!request.path.startsWith(`${BASE}/`)) throw noRoute();
    const path = request.path
      .slice(BASE.length + 1)
      .split('/')
      .map(decoded);
    const [head, id, ...rest] = path;
    if (path.join('/') === 'user/tokens/verify' && request.method === 'GET')
      return this.#verify(caller, 'user');
    if (head === 'accounts') return this.#accounts(request, caller, id, rest);
    if (head === 'zones') return this.#zones(request, caller, id, rest);
    throw noRoute();
  }

  // cloudflare.md §1, token check
  #verify({ token }: Caller, owner: FakeToken['owner']): FakeReply {
    if (token?.owner !== owner) throw forbidden();
    const { id, expiresAt } = token;
    return ok({
      id,
      status: this.#statusOf(token),
      ...(expiresAt === undefined ? {} : { expires_on: stampOf(expiresAt) }),
    });
  }

  #accounts(
    request: FakeRequest,
    caller: Caller,
    id: string | undefined,
    rest: readonly string[],
  ): FakeReply {
    const reads = request.method === 'GET';
    const account = {
      id: this.accountId,
      name: 'Example account',
      type: 'standard',
      settings: { enforce_twofactor: false },
      created_on: '2024-01-02T03:04:05.678901Z',
    };
    if (id === undefined) {
      if (!reads) throw noRoute();
      const name = request.query.get('name');
      const all = name === null || name === account.name ? [account] : [];
      return pageReply(this, request.query, { min: 5, max: 50, standard: 20 }, all);
    }
    if (!isId(id)) throw unroutable(request.path.slice(BASE.length));
    if (id !== this.accountId) throw forbidden();
    const [head, ...more] = rest;
    if (head === undefined && reads) return ok(account);
    if (rest.join('/') === 'tokens/verify' && reads) return this.#verify(caller, 'account');
    if (head === 'registrar') {
      const asks = reads || more[0] === 'domain-check';
      this.#need(caller, asks ? 'registrar:read' : 'registrar:edit');
      return this.registrar.answer(request, more);
    }
    if (head === 'registrar-sandbox') {
      this.#need(caller, 'sandbox');
      return this.sandbox.answer(request, more);
    }
    throw noRoute();
  }

  #zones(request: FakeRequest, caller: Caller, id: string | undefined, rest: readonly string[]): FakeReply {
    const reads = request.method === 'GET';
    const [head, ...more] = rest;
    if (id !== undefined && !isId(id)) throw unroutable(request.path.slice(BASE.length));
    this.#need(caller, `${areaOf(head)}:${reads ? 'read' : 'edit'}`);
    if (id !== undefined && caller.token?.zones?.has(id) === false) throw forbidden();
    if (id === undefined) return answerZones(this, request);
    const zone = this.zones.get(id);
    if (zone === undefined)
      throw caller.token === undefined ? refusal(404, 1003, 'Invalid or missing zone id.') : forbidden();
    // cloudflare.md §1: spurious 403 right after a zone was made
    if (zone.spurious403 > 0) {
      zone.spurious403--;
      throw forbidden();
    }
    if (head === 'dns_records') return answerRecords(this, zone, request, more);
    if (head === 'custom_hostnames') return this.hostnames.answer(zone, request, more);
    if (rest.join('/') === 'dcv_delegation/uuid' && reads)
      return ok({ uuid: this.hostnames.delegation(zone) });
    return answerZone(this, zone, request, rest);
  }
}

function areaOf(head: string | undefined): 'dns' | 'ssl' | 'zone' {
  if (head === 'custom_hostnames' || head === 'dcv_delegation') return 'ssl';
  return head === 'dns_records' || head === 'dnssec' || head === 'dns_settings' ? 'dns' : 'zone';
}

const bearerOf = (request: FakeRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw noRoute();
  }
}

const tooMany = (seconds: number): Refusal =>
  new Refusal(429, [{ code: 10429, message: 'Rate limited. Please wait and consider throttling.' }], {
    'retry-after': String(seconds),
  });
