import { isIPv4, isIPv6 } from 'node:net';

import type { FakeReply, FakeRequest } from './fake-server.ts';
import { jsonOf } from './fake-server.ts';

/** One DNS record as v1 shows and takes it. */
export interface GodaddyRecord {
  readonly type: string;
  readonly name: string;
  readonly data: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly port?: number;
  readonly weight?: number;
  readonly service?: string;
  readonly protocol?: string;
}

export interface GodaddyErrorField {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** What the records need of a domain. */
export interface GodaddyZone {
  readonly domain: string;
  status: string;
  nameServers: string[];
  records: GodaddyRecord[];
}

export interface GodaddyRecordKnobs {
  /** So many reads of records after a write still show the state before it. */
  staleReads: number;
  /** So many edits of a domain after a successful one are answered with 409. */
  conflictsAfterWrite: number;
  /** What appending an identical record does: false stores it twice, true drops it, 'refuse' is 422 DUPLICATE_RECORD. */
  patchDeduplicates: boolean | 'refuse';
  /** An empty PUT of a type or rrset is refused with 422 instead of ignored. */
  emptyPutRefused: boolean;
  /** The answer to DELETE of an rrset that does not exist. */
  deleteUnknownStatus: 204 | 404;
}

/** Thrown by handlers; the dispatcher sends its reply. */
export class Refusal extends Error {
  readonly reply: FakeReply;

  constructor(
    status: number,
    code: string,
    message: string,
    more: { readonly [key: string]: unknown } = {},
    headers: { readonly [name: string]: string } = {},
  ) {
    super(message);
    this.reply = { status, body: { code, message, ...more }, headers };
  }
}

// godaddy.md §2: this text and the `fields` form are the recorded ones.
const UNFULFILLED = "Request body doesn't fulfill schema, see details in `fields`";

export function refuseFields(fields: readonly GodaddyErrorField[]): void {
  if (fields.length > 0) throw new Refusal(422, 'INVALID_BODY', UNFULFILLED, { fields });
}

export function field(code: string, message: string, path: string): GodaddyErrorField {
  return { code, message, path };
}

export interface Json {
  readonly [key: string]: unknown;
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// godaddy.md §2: 400 malformed
export function bodyOf(request: FakeRequest): unknown {
  const body = jsonOf(request);
  if (body === undefined) throw new Refusal(400, 'INVALID_BODY', 'Request body is not JSON');
  return body;
}

export function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}

/** Counts down the reads that lag and the edits that collide after a write. */
export class Propagation {
  readonly #knobs: GodaddyRecordKnobs;
  readonly #conflicts: Map<string, number> = new Map();
  readonly #stale: Map<string, { readonly records: readonly GodaddyRecord[]; left: number }> = new Map();

  constructor(knobs: GodaddyRecordKnobs) {
    this.#knobs = knobs;
  }

  // godaddy.md §2 and §4 Consistency: 409 while a previous change is being applied
  refuseConflict(domain: string): void {
    const left = this.#conflicts.get(domain) ?? 0;
    if (left <= 0) return;
    this.#conflicts.set(domain, left - 1);
    throw new Refusal(409, 'CONFLICT', 'A previous change is still being applied');
  }

  wrote(domain: string): void {
    this.#conflicts.set(domain, this.#knobs.conflictsAfterWrite);
  }

  // godaddy.md §4 Consistency: an immediate read can be stale
  wroteRecords(domain: string, before: readonly GodaddyRecord[]): void {
    this.wrote(domain);
    const open = this.#stale.get(domain);
    const records = open !== undefined && open.left > 0 ? open.records : before;
    this.#stale.set(domain, { records, left: this.#knobs.staleReads });
  }

  read(zone: GodaddyZone): readonly GodaddyRecord[] {
    const stale = this.#stale.get(zone.domain);
    if (stale === undefined || stale.left <= 0) return zone.records;
    stale.left--;
    return stale.records;
  }
}

// godaddy.md §4 Types
const WRITABLE = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'];
const READABLE = [...WRITABLE, 'SOA', 'CAA'];
const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const HOST = new RegExp(`^(?:@|${LABEL}(?:\\.${LABEL})*)$`, 'i');
const NAME = new RegExp(`^(?:@|\\*|(?:\\*\\.)?${LABEL}(?:\\.${LABEL})*)$`, 'i');
const UNDERSCORED = /^_[a-z0-9-]+$/i;

/** The calls under `/v1/domains/{d}/records`; `rest` is what follows in the path. */
export function answerRecords(
  request: FakeRequest,
  zone: GodaddyZone,
  rest: readonly string[],
  knobs: GodaddyRecordKnobs,
  propagation: Propagation,
): FakeReply | undefined {
  const [type, name] = rest;
  const call = `${request.method} ${rest.length}`;
  const calls = ['GET 0', 'GET 1', 'GET 2', 'PATCH 0', 'PUT 0', 'PUT 1', 'PUT 2', 'DELETE 2'];
  if (!calls.includes(call)) return undefined;
  refuseForeign(zone);
  if (type !== undefined && !READABLE.includes(type))
    throw new Refusal(422, 'INVALID_VALUE_ENUM', `Not a record type: ${type}`);
  if (request.method === 'GET') return read(request, propagation.read(zone), type, name);

  const before = [...zone.records];
  const after =
    request.method === 'DELETE'
      ? deleted(zone, type ?? '', name ?? '', knobs)
      : request.method === 'PATCH'
        ? appended(zone, itemsOf(request), knobs)
        : replaced(zone, itemsOf(request), type, name, knobs);
  propagation.refuseConflict(zone.domain);
  const done = { status: request.method === 'DELETE' ? 204 : 200 };
  if (after === undefined) return done;
  zone.records = after;
  propagation.wroteRecords(zone.domain, before);
  return done;
}

// godaddy.md §4, end: DNS works only on GoDaddy name servers
function refuseForeign(zone: GodaddyZone): void {
  const hosted = zone.nameServers.some((host) => host.toLowerCase().endsWith('.domaincontrol.com'));
  if (zone.status !== 'ACTIVE' || !hosted)
    throw new Refusal(409, 'INACTIVE_DOMAIN', `Domain ${zone.domain} does not use our name servers`);
}

// godaddy.md §2 and §4: a bare array; an unknown rrset is an empty one
function read(
  request: FakeRequest,
  records: readonly GodaddyRecord[],
  type: string | undefined,
  name: string | undefined,
): FakeReply {
  const offset = countOf(request, 'offset', 0) ?? 0;
  const limit = countOf(request, 'limit', 1) ?? records.length;
  const found = records.filter(
    (record) => (type === undefined || record.type === type) && (name === undefined || isAt(record, name)),
  );
  return { status: 200, body: found.slice(offset, offset + limit) };
}

function countOf(request: FakeRequest, parameter: string, least: number): number | undefined {
  const text = request.query.get(parameter);
  if (text === null) return undefined;
  if (!/^\d{1,9}$/.test(text) || Number(text) < least)
    throw new Refusal(422, 'INVALID_QUERY', `${parameter} must be a number of at least ${least}`);
  return Number(text);
}

function isAt(record: GodaddyRecord, name: string): boolean {
  return record.name.toLowerCase() === name.toLowerCase();
}

function itemsOf(request: FakeRequest): readonly unknown[] {
  const body = bodyOf(request);
  if (Array.isArray(body)) return body as readonly unknown[];
  throw new Refusal(422, 'INVALID_BODY', UNFULFILLED, {
    fields: [field('UNEXPECTED_TYPE', 'must be an array', 'records')],
  });
}

// godaddy.md §4: DELETE is not for NS and SOA; CAA cannot be written
function deleted(
  zone: GodaddyZone,
  type: string,
  name: string,
  knobs: GodaddyRecordKnobs,
): GodaddyRecord[] | undefined {
  if (!WRITABLE.includes(type) || type === 'NS')
    throw new Refusal(422, 'INVALID_VALUE_ENUM', `Records of type ${type} cannot be deleted`);
  const rest = zone.records.filter((record) => record.type !== type || !isAt(record, name));
  if (rest.length < zone.records.length) return rest;
  if (knobs.deleteUnknownStatus === 404) throw new Refusal(404, 'NOT_FOUND', 'Record not found');
  return undefined;
}

// godaddy.md §4 PATCH appends; §4 PATCH duplicates
function appended(zone: GodaddyZone, items: readonly unknown[], knobs: GodaddyRecordKnobs): GodaddyRecord[] {
  const after = [...zone.records];
  const fresh = checked(items, undefined, undefined);
  for (const record of fresh) {
    const twin = after.some((each) => identity(each) === identity(record));
    if (twin && knobs.patchDeduplicates === 'refuse')
      throw new Refusal(422, 'DUPLICATE_RECORD', 'Another record with the same attributes already exists');
    if (!twin || knobs.patchDeduplicates === false) after.push(record);
  }
  refuseClashes(after, fresh);
  return after;
}

function replaced(
  zone: GodaddyZone,
  items: readonly unknown[],
  type: string | undefined,
  name: string | undefined,
  knobs: GodaddyRecordKnobs,
): GodaddyRecord[] | undefined {
  if (type !== undefined && !WRITABLE.includes(type)) refuseFields([unwritable(type, 'type')]);
  if (items.length === 0) {
    // godaddy.md §4 Empty PUT
    if (knobs.emptyPutRefused) refuseFields([field('ARRAY_LENGTH_SHORT', 'must not be empty', 'records')]);
    return undefined;
  }
  // godaddy.md §4: the whole-zone PUT ignores SOA and drops what the body does not name, CAA and apex NS included
  const given =
    type === undefined ? items.filter((item) => !isJson(item) || item['type'] !== 'SOA') : [...items];
  const fresh = checked(given, type, name);
  const kept = zone.records.filter((record) =>
    type === undefined
      ? record.type === 'SOA'
      : record.type !== type || (name !== undefined && !isAt(record, name)),
  );
  refuseTwins(fresh);
  const after = [...kept, ...fresh];
  refuseClashes(after, fresh);
  return after;
}

function unwritable(type: string, path: string): GodaddyErrorField {
  return field('INVALID_VALUE_ENUM', `${type} is not any of: ${WRITABLE.join(', ')}`, path);
}

function identity(record: GodaddyRecord): string {
  const { type, name, data, priority, port, weight, service, protocol } = record;
  return JSON.stringify([type, name.toLowerCase(), data, priority, port, weight, service, protocol]);
}

function refuseTwins(records: readonly GodaddyRecord[]): void {
  if (new Set(records.map(identity)).size < records.length)
    throw new Refusal(422, 'DUPLICATE_RECORD', 'The same record is given twice');
}

function refuseClashes(records: readonly GodaddyRecord[], fresh: readonly GodaddyRecord[]): void {
  for (const { name } of fresh) {
    // The owner of an SRV record is below its `name`.
    const here = records.filter((each) => each.type !== 'SRV' && isAt(each, name));
    const alias = here.find((each) => each.type === 'CNAME');
    if (alias !== undefined && here.some((each) => identity(each) !== identity(alias)))
      throw new Refusal(422, 'DUPLICATE_RECORD', `CNAME ${name} cannot stand beside other records`);
  }
}

function checked(
  items: readonly unknown[],
  type: string | undefined,
  name: string | undefined,
): GodaddyRecord[] {
  const fields: GodaddyErrorField[] = [];
  const records: GodaddyRecord[] = [];
  for (const [index, item] of items.entries()) {
    const path = `records[${index}]`;
    if (isJson(item)) records.push(checkedRecord(withPath(item, path, type, name, fields), path, fields));
    else fields.push(field('UNEXPECTED_TYPE', 'must be an object', path));
  }
  refuseFields(fields);
  return records;
}

// godaddy.md §4: items of PUT …/{type}/{name} need neither type nor name
function withPath(
  item: Json,
  path: string,
  type: string | undefined,
  name: string | undefined,
  fields: GodaddyErrorField[],
): Json {
  const given = { type: item['type'] ?? type, name: item['name'] ?? name };
  if (type !== undefined && given.type !== type)
    fields.push(field('MISMATCH', 'differs from the path', `${path}.type`));
  const owner = typeof given.name === 'string' ? given.name.toLowerCase() : undefined;
  if (name !== undefined && owner !== name.toLowerCase())
    fields.push(field('MISMATCH', 'differs from the path', `${path}.name`));
  return { ...item, ...given };
}

function checkedRecord(item: Json, path: string, fields: GodaddyErrorField[]): GodaddyRecord {
  const { type, name, data, ttl } = item;
  const bad = (key: string, message: string, code = 'INVALID_VALUE'): void => {
    fields.push(field(code, message, `${path}.${key}`));
  };
  if (typeof type !== 'string' || !WRITABLE.includes(type))
    fields.push(unwritable(String(type), `${path}.type`));
  if (typeof name !== 'string' || name.length > 253 || !NAME.test(name))
    bad('name', 'must be a relative name without trailing dot');
  // godaddy.md §4 TTL; the text of the floor and its code are recorded (§2)
  if (!isWhole(ttl, -Infinity, Infinity)) bad('ttl', 'must be a whole number', 'UNEXPECTED_TYPE');
  else if (ttl < 600) bad('ttl', 'must have a minimum value of 600', 'UNKNOWN_RESTRICTION');
  else if (ttl > 604_800) bad('ttl', 'must have a maximum value of 604800', 'UNKNOWN_RESTRICTION');
  const wrong = typeof data === 'string' ? wrongData(String(type), data) : 'is required';
  if (wrong !== undefined) bad('data', wrong);
  const base = { type: String(type), name: String(name), data: String(data), ttl: Number(ttl) };
  return { ...base, ...splitFields(String(type), item, bad) };
}

function wrongData(type: string, data: string): string | undefined {
  if (data === '') return 'must not be empty';
  if (type === 'A') return isIPv4(data) ? undefined : 'must be an IPv4 address';
  if (type === 'AAAA') return isIPv6(data) ? undefined : 'must be an IPv6 address';
  // godaddy.md §4 TXT: raw, quotes are part of the value; §8: 1024 is commonly cited
  if (type === 'TXT') return data.length <= 1024 ? undefined : 'must have at most 1024 characters';
  // godaddy.md §4 CNAME/MX/NS data: no trailing dot, `@` is the apex
  return data.length <= 253 && HOST.test(data) ? undefined : 'must be a host name without trailing dot';
}

// godaddy.md §4 MX and SRV
function splitFields(
  type: string,
  item: Json,
  bad: (key: string, message: string) => void,
): Partial<GodaddyRecord> {
  const whole = (key: string): number => {
    const value = item[key];
    if (!isWhole(value, 0, 65_535)) bad(key, 'must be a whole number from 0 to 65535');
    return Number(value);
  };
  const underscored = (key: string): string => {
    const value = item[key];
    if (typeof value !== 'string' || !UNDERSCORED.test(value)) bad(key, 'must begin with an underscore');
    return String(value);
  };
  if (type === 'MX') return { priority: whole('priority') };
  if (type !== 'SRV') return {};
  return {
    service: underscored('service'),
    protocol: underscored('protocol'),
    priority: whole('priority'),
    weight: whole('weight'),
    port: whole('port'),
  };
}

/** The records each hosted zone begins with. */
export function zoneStart(nameServers: readonly string[]): GodaddyRecord[] {
  return [
    { type: 'SOA', name: '@', data: nameServers[0] ?? '@', ttl: 3600 },
    ...nameServers.map((data): GodaddyRecord => ({ type: 'NS', name: '@', data, ttl: 3600 })),
  ];
}
