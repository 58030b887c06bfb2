import { createHash } from 'node:crypto';
import {
  bodyOf,
  idOf,
  isJson,
  noRoute,
  ok,
  pageReply,
  refusal,
  toAscii,
  type Core,
  type Json,
} from './cloudflare-envelope.ts';
import type { FakeRecord } from './cloudflare-records.ts';
import type { FakeReply, FakeRequest } from './fake-server.ts';

/** Zones, their settings and DNSSEC in the Cloudflare server: cloudflare.md §2, §4. Not backed: cloudflare.ts. */

export interface FakeZone {
  readonly id: string;
  name: string;
  type: ZoneType;
  status: 'initializing' | 'pending' | 'active' | 'moved';
  paused: boolean;
  /** Undefined: missing in replies, as octoDNS met it. */
  name_servers: string[] | undefined;
  vanity_name_servers: string[];
  created_on: string;
  modified_on: string;
  activated_on: string | null;
  readonly records: Map<string, FakeRecord>;
  settings: Json;
  multiProvider: boolean;
  multiSigner: boolean;
  dnssec: 'active' | 'pending' | 'disabled' | 'pending-disabled' | 'error';
  dnssecFlags: Json;
  dnssecModified: string | null;
  /** Calls left that fail with 403 though the token may. */
  spurious403: number;
  checkedAt: number | undefined;
}

export type ZoneType = 'full' | 'partial' | 'secondary' | 'internal';

/** What the calls on zones need beside the core. */
export interface ZoneBook extends Core {
  readonly zones: Map<string, FakeZone>;
  readonly zoneRefusals: ReadonlyMap<string, { readonly code: number; readonly message: string }>;
  readonly delegated: ReadonlySet<string>;
  activate(zone: FakeZone): void;
}

const TYPES: readonly ZoneType[] = ['full', 'partial', 'secondary', 'internal'];
const typeOf = (value: unknown): ZoneType => {
  const type = TYPES.find((each) => each === value);
  if (type === undefined) throw refusal(400, 1003, 'Invalid zone type.');
  return type;
};

/** cloudflare.md §2: pending, with two name servers. */
export function newZone(core: Core, name: string, type: ZoneType): FakeZone {
  const now = core.stamp();
  return {
    id: core.newId(),
    name,
    type,
    status: 'pending',
    paused: false,
    name_servers: nameServersOf(name),
    vanity_name_servers: [],
    created_on: now,
    modified_on: now,
    activated_on: null,
    records: new Map(),
    settings: structuredClone(SETTINGS),
    multiProvider: false,
    multiSigner: false,
    dnssec: 'disabled',
    dnssecFlags: {},
    dnssecModified: null,
    spurious403: core.knobs.newZone403,
    checkedAt: undefined,
  };
}

function nameServersOf(name: string): string[] {
  const first = ['ada', 'cora', 'ella', 'gina'];
  const second = ['bob', 'dan', 'finn', 'hugh'];
  const at = Number.parseInt(idOf(name).slice(0, 1), 16);
  return [first[at % 4], second[(at >> 2) % 4]].map((each) => `${each}.ns.cloudflare.com`);
}

function shown(core: Core, zone: FakeZone): Json {
  const { id, name, type, status, paused, name_servers, created_on, modified_on, activated_on } = zone;
  const { paid } = core.knobs;
  return {
    id,
    name,
    status,
    paused,
    type,
    development_mode: 0,
    ...(name_servers === undefined ? {} : { name_servers }),
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on,
    created_on,
    activated_on,
    ...(zone.vanity_name_servers.length > 0 ? { vanity_name_servers: zone.vanity_name_servers } : {}),
    ...(type === 'partial'
      ? {
          verification_key: `${idOf(id).slice(0, 9)}-${idOf(name).slice(0, 9)}`,
          cname_suffix: 'cdn.cloudflare.net',
        }
      : {}),
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: null, type: 'user', email: null },
    account: { id: core.accountId, name: 'Example account' },
    permissions: ['#dns_records:edit', '#dns_records:read', '#zone:edit', '#zone:read'],
    plan: {
      id: idOf(paid ? 'pro' : 'free'),
      name: paid ? 'Pro Website' : 'Free Website',
      price: paid ? 20 : 0,
      currency: 'USD',
      frequency: paid ? 'monthly' : '',
      is_subscribed: paid,
      can_subscribe: true,
      legacy_id: paid ? 'pro' : 'free',
      legacy_discount: false,
      externally_managed: false,
    },
  };
}

// ---- the collection ----------------------------------------------------------------------------------------

export function answerZones(book: ZoneBook, request: FakeRequest): FakeReply {
  if (request.method === 'POST') return create(book, bodyOf(request));
  if (request.method !== 'GET') throw noRoute();
  const list = listed(book, request.query).map((zone) => shown(book, zone));
  // cloudflare.md §1, pagination: 100 was accepted
  return pageReply(book, request.query, { min: 5, max: 100, standard: 20 }, list);
}

const OPERATORS: { readonly [name: string]: (name: string, wanted: string) => boolean } = {
  equal: (name, wanted) => name === wanted,
  not_equal: (name, wanted) => name !== wanted,
  starts_with: (name, wanted) => name.startsWith(wanted),
  ends_with: (name, wanted) => name.endsWith(wanted),
  contains: (name, wanted) => name.includes(wanted),
};

function named(filter: string): (zone: FakeZone) => boolean {
  const [, operator = 'equal', value = filter] = /^([a-z_]+):(.*)$/.exec(filter) ?? [];
  const holds = OPERATORS[operator.replace('_case_sensitive', '')];
  if (holds === undefined) throw refusal(400, 6003, 'Invalid request: name');
  return (zone) => holds(zone.name.toLowerCase(), value.toLowerCase());
}

function listed(book: ZoneBook, query: URLSearchParams): FakeZone[] {
  const tests: ((zone: FakeZone) => boolean)[] = [];
  const add = (name: string, test: (wanted: string) => (zone: FakeZone) => boolean): void => {
    const wanted = query.get(name);
    if (wanted !== null && wanted !== '') tests.push(test(wanted));
  };
  add('name', named);
  add('status', (wanted) => (zone) => zone.status === wanted);
  add('account.id', (wanted) => () => wanted === book.accountId);
  const types = query.getAll('type').flatMap((each) => each.split(','));
  if (types.length > 0) tests.push((zone) => types.includes(zone.type));
  const any = query.get('match') === 'any' && tests.length > 0;
  const list = [...book.zones.values()].filter(
    (zone) =>
      (any ? tests.some((test) => test(zone)) : tests.every((test) => test(zone))) &&
      (types.length > 0 || zone.type !== 'internal'),
  );
  const order = query.get('order');
  const key = (zone: FakeZone): string =>
    order === 'status' ? zone.status : order === 'name' ? zone.name : '';
  list.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return query.get('direction') === 'desc' ? list.reverse() : list;
}

const RESERVED = ['test', 'example', 'invalid', 'localhost', 'local', 'arpa'];
const SECOND_LEVEL = /\.(co|ac|ne|or|org|com|net|gov)\.(jp|uk|au|nz|br|kr)$/;

// cloudflare.md §2, errors
function create(book: ZoneBook, body: Json): FakeReply {
  const { account, name: given, type = 'full', jump_start } = body;
  if (!isJson(account) || typeof account['id'] !== 'string')
    throw refusal(400, 1003, 'account.id is required');
  if (account['id'] !== book.accountId) throw refusal(403, 10000, 'Authentication error');
  if (typeof given !== 'string') throw refusal(400, 1003, 'name is required');
  if (jump_start !== undefined && typeof jump_start !== 'boolean') throw refusal(400, 1003, 'jump_start');
  const name = toAscii(given);
  const known = book.zoneRefusals.get(name);
  if (known !== undefined) throw refusal(400, known.code, known.message);
  if ([...book.zones.values()].some((zone) => toAscii(zone.name) === name))
    throw refusal(400, 1061, `${name} already exists`);
  const labels = name.split('.');
  const registrable =
    labels.length === (SECOND_LEVEL.test(name) ? 3 : 2) &&
    labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
    !RESERVED.includes(labels.at(-1) ?? '');
  if (!registrable && type !== 'internal') throw refusal(400, 1049, `${name} is not a registered domain`);
  const zone = newZone(book, name, typeOf(type));
  book.zones.set(zone.id, zone);
  return ok(shown(book, zone));
}

// ---- one zone ----------------------------------------------------------------------------------------------

/** Answers what is under `/zones/{id}` but the records; `rest` is the path after it. */
export function answerZone(
  book: ZoneBook,
  zone: FakeZone,
  request: FakeRequest,
  rest: readonly string[],
): FakeReply {
  switch (`${request.method} ${rest.join('/')}`.trimEnd()) {
    case 'GET':
      return ok(shown(book, zone));
    case 'PATCH':
      return edit(book, zone, bodyOf(request));
    case 'DELETE':
      book.zones.delete(zone.id);
      return ok({ id: zone.id });
    case 'PUT activation_check':
      return activationCheck(book, zone);
    case 'GET dns_settings':
      return ok(zone.settings);
    case 'PATCH dns_settings':
      return editSettings(book, zone, bodyOf(request));
    case 'GET dnssec':
      return ok(dnssecOf(zone));
    case 'PATCH dnssec':
      return editDnssec(book, zone, bodyOf(request));
    case 'DELETE dnssec':
      zone.dnssec = 'disabled';
      zone.dnssecModified = null;
      return ok('');
    default:
      throw noRoute();
  }
}

/** cloudflare.md §2: PATCH takes one of paused, type, vanity_name_servers. */
function edit(book: ZoneBook, zone: FakeZone, body: Json): FakeReply {
  const { paused, type, vanity_name_servers: vanity } = body;
  if (Object.keys(body).length !== 1)
    throw refusal(400, 1003, 'Only one zone property can be changed at a time');
  if (typeof paused === 'boolean') zone.paused = paused;
  else if (type !== undefined) zone.type = typeOf(type);
  else if (Array.isArray(vanity)) zone.vanity_name_servers = vanity.map(String);
  else throw refusal(400, 1003, 'Invalid zone property');
  zone.modified_on = book.stamp();
  return ok(shown(book, zone));
}

/** cloudflare.md §2: once per hour on Free, per 5 minutes on paid. */
function activationCheck(book: ZoneBook, zone: FakeZone): FakeReply {
  const now = book.now();
  const pause = book.knobs.paid ? 300_000 : 3_600_000;
  if (zone.checkedAt !== undefined && now < zone.checkedAt + pause)
    throw refusal(400, 1224, 'You may only perform this action once per hour.');
  zone.checkedAt = now;
  if (book.delegated.has(zone.name)) book.activate(zone);
  return ok({ id: zone.id });
}

// cloudflare.md §2, dns_settings
const SETTINGS: Json = {
  flatten_all_cnames: false,
  foundation_dns: false,
  internal_dns: { reference_zone_id: '' },
  multi_provider: false,
  nameservers: { type: 'cloudflare.standard' },
  ns_ttl: 86400,
  secondary_overrides: false,
  soa: {
    expire: 604800,
    min_ttl: 1800,
    mname: 'ada.ns.cloudflare.com',
    refresh: 10000,
    retry: 2400,
    rname: 'dns.cloudflare.com',
    ttl: 3600,
  },
  zone_mode: 'standard',
};
const PAID = ['flatten_all_cnames', 'foundation_dns', 'multi_provider', 'secondary_overrides'];

function editSettings(book: ZoneBook, zone: FakeZone, body: Json): FakeReply {
  const next: Json = { ...zone.settings };
  for (const [name, value] of Object.entries(body)) {
    const before = next[name];
    if (before === undefined || typeof value !== typeof before)
      throw refusal(400, 1003, `Invalid DNS setting ${name}`);
    if (PAID.includes(name) && value === true && !book.knobs.paid)
      throw refusal(400, 1003, `Setting ${name} is not available on this plan`); // cloudflare.md §1, 1003
    if (name === 'ns_ttl' && !(Number(value) >= 30 && Number(value) <= 86400))
      throw refusal(400, 1003, 'ns_ttl must be between 30 and 86400');
    next[name] = isJson(before) && isJson(value) ? { ...before, ...value } : value;
  }
  zone.settings = next;
  zone.multiProvider = next['multi_provider'] === true;
  return ok(next);
}

// ---- DNSSEC (cloudflare.md §4) -----------------------------------------------------------------------------

function dnssecOf(zone: FakeZone): Json {
  const { dnssec: status, dnssecModified: modified_on } = zone;
  const key = status === 'disabled' ? NO_KEY : keyOf(zone);
  return { status, ...key, modified_on, ...zone.dnssecFlags };
}

const NO_KEY: Json = {
  flags: null,
  algorithm: null,
  key_type: null,
  digest_type: null,
  digest_algorithm: null,
  digest: null,
  ds: null,
  key_tag: null,
  public_key: null,
};

/** DS and key tag as RFC 4034 makes them of the key. */
function keyOf(zone: FakeZone): Json {
  const key = createHash('sha512').update(zone.id).digest();
  const rdata = Buffer.concat([Buffer.from([1, 1, 3, 13]), key]);
  const labels = zone.name.split('.').map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const owner = Buffer.concat([...labels, Buffer.from([0])]);
  const digest = createHash('sha256').update(owner).update(rdata).digest('hex').toUpperCase();
  let sum = 0;
  for (const [at, byte] of rdata.entries()) sum += at % 2 === 0 ? byte << 8 : byte;
  const key_tag = (sum + (sum >> 16)) & 0xffff;
  return {
    flags: 257,
    algorithm: '13',
    key_type: 'ECDSAP256SHA256',
    digest_type: '2',
    digest_algorithm: 'SHA256',
    digest,
    ds: `${zone.name}. 3600 IN DS ${key_tag} 13 2 ${digest}`,
    key_tag,
    public_key: key.toString('base64'),
  };
}

const FLAGS = ['dnssec_multi_signer', 'dnssec_presigned', 'dnssec_use_nsec3'];

function editDnssec(book: ZoneBook, zone: FakeZone, body: Json): FakeReply {
  const { status } = body;
  if (status !== undefined && status !== 'active' && status !== 'disabled')
    throw refusal(400, 1003, 'status must be active or disabled');
  for (const name of FLAGS) {
    if (body[name] === undefined) continue;
    if (typeof body[name] !== 'boolean') throw refusal(400, 1003, `${name} must be a boolean`);
    zone.dnssecFlags = { ...zone.dnssecFlags, [name]: body[name] };
  }
  zone.multiSigner = zone.dnssecFlags['dnssec_multi_signer'] === true;
  if (status === 'active' && zone.dnssec !== 'active') zone.dnssec = 'pending';
  if (status === 'disabled' && zone.dnssec !== 'disabled')
    zone.dnssec = zone.dnssec === 'pending' ? 'disabled' : 'pending-disabled';
  zone.dnssecModified = book.stamp();
  return ok(dnssecOf(zone));
}
