import {
  bodyOf,
  isId,
  isJson,
  noRoute,
  ok,
  pageReply,
  refusal,
  unroutable,
  type Core,
  type Json,
} from './cloudflare-envelope.ts';
import {
  hasData,
  invalid,
  isWhole,
  nameOf,
  proxiable,
  txtText,
  valueOf,
  wireSize,
} from './cloudflare-rdata.ts';
import type { FakeReply, FakeRequest } from './fake-server.ts';

/** The DNS records of the Cloudflare server: cloudflare.md §3. What the reference does not back: cloudflare.ts. */

export interface FakeRecord {
  readonly id: string;
  name: string;
  type: string;
  content: string;
  priority?: number;
  data?: Json;
  proxiable: boolean;
  proxied: boolean;
  ttl: number;
  settings: Json;
  meta: Json;
  comment: string | null;
  tags: string[];
  created_on: string;
  modified_on: string;
}

/** What a zone must know for its records. */
export interface RecordZone {
  readonly id: string;
  readonly name: string;
  readonly records: Map<string, FakeRecord>;
  multiProvider: boolean;
  multiSigner: boolean;
}

type Records = ReadonlyMap<string, FakeRecord>;
type Draft = Omit<FakeRecord, 'id' | 'created_on' | 'modified_on'>;

export const batchLimit = (core: Core): number => (core.knobs.paid ? 3500 : 200); // cloudflare.md §3, batch
const quota = (core: Core): number => (core.knobs.paid ? 3500 : 200); // cloudflare.md §3, limits

// ---- a whole record ----------------------------------------------------------------------------------------

function draftOf(core: Core, zone: RecordZone, input: Json): Draft {
  const type = input['type'];
  if (typeof type !== 'string') throw invalid('type is a required field');
  const name = nameOf(zone, type === 'SRV' ? (serviceName(input) ?? input['name']) : input['name']);
  const value = valueOf(type, name, input);
  const draft: Draft = {
    name,
    type,
    ...value,
    proxiable: proxiable(type, value.content),
    proxied: flagOf(input['proxied'], 'proxied'),
    ttl: ttlOf(input['ttl']),
    settings: settingsOf(core, type, input),
    meta: {},
    comment: commentOf(core, input['comment']),
    tags: tagsOf(core, input['tags']),
  };
  if (draft.proxied && !draft.proxiable) throw refusal(400, 9004, 'This kind of record cannot be proxied.');
  if (draft.proxied) draft.ttl = 1;
  if (wireSize(draft) > 4096) throw refusal(400, 9015, 'Content exceeds 4096 wire format bytes.');
  return draft;
}

/** The old form of SRV: service, proto and name inside of data. */
function serviceName(input: Json): string | undefined {
  const data = input['data'];
  if (!isJson(data)) return undefined;
  const parts = [data['service'], data['proto'], data['name']];
  return parts.every((part) => typeof part === 'string') ? parts.join('.') : undefined;
}

function flagOf(value: unknown, name: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value !== 'boolean') throw invalid(`${name} must be a boolean`);
  return value;
}

function ttlOf(value: unknown): number {
  if (value === undefined) return 1;
  if (value === 1 || (isWhole(value, 86400) && value >= 60)) return value;
  throw refusal(400, 9021, 'Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.');
}

function settingsOf(core: Core, type: string, input: Json): Json {
  const settings = input['settings'] ?? {};
  if (!isJson(settings)) throw invalid('settings must be an object');
  for (const [name, value] of Object.entries(settings)) {
    if (!['flatten_cname', 'ipv4_only', 'ipv6_only'].includes(name)) throw invalid(`unknown setting ${name}`);
    flagOf(value, name);
  }
  const flatten = settings['flatten_cname'] === true;
  if (flatten && (!core.knobs.paid || type !== 'CNAME' || input['proxied'] === true))
    throw invalid('flatten_cname is for unproxied CNAME records of paid plans');
  return { ...settings };
}

function commentOf(core: Core, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.length > (core.knobs.paid ? 500 : 100))
    throw invalid('comment is too long');
  return value;
}

function tagsOf(core: Core, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value) || !value.every((tag): tag is string => typeof tag === 'string' && tag !== ''))
    throw invalid('tags must be texts');
  if (value.length > 0 && !core.knobs.paid) throw invalid('tags are not available on this plan');
  if (value.some((tag) => tag.toLowerCase().startsWith('cf-'))) throw invalid('the prefix cf- is reserved');
  return [...value];
}

// ---- rules between records ---------------------------------------------------------------------------------

const sameValue = (one: Draft, two: Draft): boolean =>
  one.type === two.type &&
  one.name === two.name &&
  one.priority === two.priority &&
  (one.type === 'TXT' ? txtText(one.content) === txtText(two.content) : one.content === two.content);

const ADDRESSES = ['A', 'AAAA', 'CNAME'];

function checkAgainst(zone: RecordZone, records: Records, draft: Draft, self: string | undefined): void {
  const apex = draft.name === zone.name;
  const others = [...records.values()].filter((each) => each.id !== self && each.name === draft.name);
  const held = (...types: string[]): boolean => others.some((each) => types.includes(each.type));
  // cloudflare.md §3, record error codes
  if (others.some((each) => sameValue(each, draft)))
    throw refusal(400, 81058, 'An identical record already exists.');
  if (draft.type === 'CNAME' && held(...ADDRESSES))
    throw refusal(400, 81053, 'An A, AAAA, or CNAME record with that host already exists.');
  if ((draft.type === 'A' || draft.type === 'AAAA') && held('CNAME'))
    throw refusal(400, 81054, 'A CNAME record with that host already exists.');
  if (!apex && !['NS', 'DS'].includes(draft.type) && held('NS'))
    throw refusal(400, 81056, 'An NS record with that host already exists.');
  if (!apex && draft.type === 'NS' && others.some((each) => !['NS', 'DS'].includes(each.type)))
    throw refusal(400, 81056, 'NS records cannot exist on the same name as any other record type.');
  // cloudflare.md §3, field rules and DS, DNSKEY
  if (apex && draft.type === 'NS' && !zone.multiProvider)
    throw invalid('NS records at the zone apex need multi-provider DNS');
  if (draft.type === 'DS' && (apex || !held('NS')))
    throw invalid('DS records need NS records at the same name, which cannot be the zone apex');
  if (draft.type === 'DNSKEY' && !zone.multiSigner) throw invalid('DNSKEY records need multi-signer DNSSEC');
  const length = others
    .filter((each) => each.type === draft.type)
    .reduce((sum, each) => sum + each.content.length, draft.content.length);
  if (length > 8192) throw refusal(400, 83011, 'Combined content length of the record set is exceeded.');
}

// ---- the four changes, on one copy of the records ----------------------------------------------------------

class Change {
  readonly records: Map<string, FakeRecord>;
  readonly #core: Core;
  readonly #zone: RecordZone;

  constructor(core: Core, zone: RecordZone) {
    this.#core = core;
    this.#zone = zone;
    this.records = new Map(zone.records);
  }

  commit(): void {
    this.#zone.records.clear();
    for (const [id, record] of this.records) this.#zone.records.set(id, record);
  }

  post(input: Json): FakeRecord {
    const draft = draftOf(this.#core, this.#zone, input);
    checkAgainst(this.#zone, this.records, draft, undefined);
    if (this.records.size >= quota(this.#core)) throw refusal(400, 81045, 'Record quota exceeded.');
    const now = this.#core.stamp();
    return this.#put({ id: this.#core.newId(), ...draft, created_on: now, modified_on: now });
  }

  // PATCH merges, PUT overwrites; comment and tags that are absent stay in both (cloudflare.md §3)
  patch(id: unknown, input: Json): FakeRecord {
    const { content, data, priority, ...rest } = this.#owned(id);
    const value: Json = hasData(rest.type) ? { data } : { content };
    return this.#replace(id, { ...rest, ...value, priority, ...input });
  }

  put(id: unknown, input: Json): FakeRecord {
    const { comment, tags } = this.#owned(id);
    return this.#replace(id, { comment, tags, ...input });
  }

  delete(id: unknown): FakeRecord {
    const record = this.#owned(id);
    this.records.delete(record.id);
    this.#checkDelegation(record);
    return record;
  }

  #replace(id: unknown, input: Json): FakeRecord {
    const before = this.#owned(id);
    const draft = draftOf(this.#core, this.#zone, input);
    checkAgainst(this.#zone, this.records, draft, before.id);
    const { created_on } = before;
    const record = this.#put({ id: before.id, ...draft, created_on, modified_on: this.#core.stamp() });
    this.#checkDelegation(before);
    return record;
  }

  #put(record: FakeRecord): FakeRecord {
    this.records.set(record.id, record);
    return record;
  }

  /** cloudflare.md §3, DS: deleted before the NS it needs. */
  #checkDelegation({ type, name }: FakeRecord): void {
    if (type !== 'NS') return;
    const there = [...this.records.values()].filter((each) => each.name === name).map((each) => each.type);
    if (there.includes('DS') && !there.includes('NS'))
      throw invalid('delete the DS records of this name first');
  }

  #owned(id: unknown): FakeRecord {
    const record = typeof id === 'string' ? this.records.get(id) : undefined;
    if (record === undefined) throw refusal(404, 81044, 'Record does not exist.');
    // cloudflare.md §3, field rules: managed by another product
    if (record.meta['read_only'] === true) throw invalid('this record is managed by another product');
    return record;
  }
}

/** Adds a record by the rules of the API; throws a Refusal. */
export function addRecord(core: Core, zone: RecordZone, input: Json): FakeRecord {
  const change = new Change(core, zone);
  const record = change.post(input);
  change.commit();
  return record;
}

// ---- reading -----------------------------------------------------------------------------------------------

type Test = (record: FakeRecord) => boolean;

const TEXT_TESTS: { readonly [operator: string]: (text: string, wanted: string) => boolean } = {
  '': (text, wanted) => text === wanted,
  '.exact': (text, wanted) => text === wanted,
  '.contains': (text, wanted) => text.includes(wanted),
  '.startswith': (text, wanted) => text.startsWith(wanted),
  '.endswith': (text, wanted) => text.endsWith(wanted),
};

/** The filters on one text field, in every form (cloudflare.md §3, filters). */
function textTests(
  query: URLSearchParams,
  field: string,
  read: (record: FakeRecord) => readonly string[],
): Test[] {
  return Object.entries(TEXT_TESTS).flatMap(([operator, holds]) =>
    query.getAll(field + operator).map((wanted): Test => {
      const low = wanted.toLowerCase();
      return (record) => read(record).some((text) => holds(text.toLowerCase(), low));
    }),
  );
}

function combined(tests: readonly Test[], mode: string | null): Test {
  if (tests.length === 0) return () => true;
  return (record) =>
    mode === 'any' ? tests.some((test) => test(record)) : tests.every((test) => test(record));
}

function filterOf(query: URLSearchParams): Test {
  const tests = [
    ...textTests(query, 'name', ({ name }) => [name]),
    ...textTests(query, 'content', ({ content }) => [content]),
    ...textTests(query, 'comment', ({ comment }) => [comment ?? '']),
  ];
  const add = (name: string, test: (wanted: string, record: FakeRecord) => boolean): void => {
    const wanted = query.get(name);
    if (wanted !== null) tests.push((record) => test(wanted, record));
  };
  add('type', (wanted, { type }) => type === wanted.toUpperCase());
  add('proxied', (wanted, { proxied }) => String(proxied) === wanted);
  add('comment.absent', (_, { comment }) => comment === null);
  add('comment.present', (_, { comment }) => comment !== null);
  const tags = textTests(query, 'tag', (record) => record.tags);
  const named = (name: string, { tags: all }: FakeRecord): boolean =>
    all.some((tag) => (tag.split(':')[0] ?? '').toLowerCase() === name.toLowerCase());
  for (const name of query.getAll('tag.present')) tags.push((record) => named(name, record));
  for (const name of query.getAll('tag.absent')) tags.push((record) => !named(name, record));
  if (tags.length > 0) tests.push(combined(tags, query.get('tag_match')));
  const matches = combined(tests, query.get('match'));
  const search = query.get('search')?.toLowerCase();
  return (record) =>
    matches(record) &&
    (search === undefined ||
      [record.name, record.content, record.comment ?? '', ...record.tags].some((text) =>
        text.toLowerCase().includes(search),
      ));
}

const ORDERS = ['type', 'name', 'content', 'ttl', 'proxied'] as const;

function listed(query: URLSearchParams, records: Records): FakeRecord[] {
  const list = [...records.values()].filter(filterOf(query));
  const wanted = query.get('order');
  const order = ORDERS.find((each) => each === wanted);
  if (wanted !== null && order === undefined) throw invalid(`order by ${wanted}`);
  if (order !== undefined) list.sort((a, b) => (a[order] < b[order] ? -1 : a[order] > b[order] ? 1 : 0));
  return query.get('direction') === 'desc' ? list.reverse() : list;
}

/** cloudflare.md §3: `shadowed_by` and its like stand in `meta` only when asked for. */
function withShadows(records: Records, record: FakeRecord): FakeRecord {
  const all = [...records.values()];
  const cuts = all.filter((each) => each.type === 'NS' && record.name.endsWith(`.${each.name}`));
  const meta: Json = { ...record.meta };
  if (cuts.length > 0 && record.type !== 'NS') meta['shadowed_by'] = cuts.map((each) => each.id);
  if (cuts.some((each) => each.content === record.name)) meta['is_glue'] = true;
  if (record.type === 'NS')
    meta['shadowed_records_count'] = all.filter((each) => each.name.endsWith(`.${record.name}`)).length;
  return { ...record, meta };
}

function exported(zone: RecordZone): FakeReply {
  const lines = [...zone.records.values()].map(
    ({ name, ttl, type, content, priority }) =>
      `${name}.\t${ttl}\tIN\t${type}\t${priority === undefined ? '' : `${priority} `}${content}` +
      (['CNAME', 'NS', 'PTR', 'MX', 'SRV'].includes(type) && content !== '.' ? '.' : ''),
  );
  return {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: [`;; Domain:     ${zone.name}.`, ...lines, ''].join('\n'),
  };
}

// ---- calls -------------------------------------------------------------------------------------------------

/** Answers what is under `/zones/{z}/dns_records`; `rest` is the path after it. */
export function answerRecords(
  core: Core,
  zone: RecordZone,
  request: FakeRequest,
  rest: readonly string[],
): FakeReply {
  const { method, query } = request;
  const [head, ...more] = rest;
  const show = (record: FakeRecord): FakeRecord =>
    query.get('include_shadow_metadata') === 'true' ? withShadows(zone.records, record) : record;
  if (more.length > 0) throw noRoute();
  if (head === undefined) {
    if (method === 'GET') return pageReply(core, query, RECORD_PAGES, listed(query, zone.records).map(show));
    if (method === 'POST') return ok(show(addRecord(core, zone, bodyOf(request)))); // 200, not 201 (§3)
    throw noRoute();
  }
  if (head === 'usage' && method === 'GET')
    return ok({ record_quota: quota(core), record_usage: zone.records.size });
  if (head === 'export' && method === 'GET') return exported(zone);
  if (head === 'batch' && method === 'POST') return batch(core, zone, bodyOf(request));
  if (!isId(head)) throw unroutable(request.path);
  return one(core, zone, request, head, show);
}

const RECORD_PAGES = { min: 1, max: 5_000_000, standard: 100 };

function one(
  core: Core,
  zone: RecordZone,
  request: FakeRequest,
  id: string,
  show: (record: FakeRecord) => FakeRecord,
): FakeReply {
  if (request.method === 'GET') {
    const record = zone.records.get(id);
    if (record === undefined) throw refusal(404, 81044, 'Record does not exist.');
    return ok(show(record));
  }
  const change = new Change(core, zone);
  const changed = changeOne(change, request, id);
  change.commit();
  return ok(request.method === 'DELETE' ? { id } : show(changed));
}

function changeOne(change: Change, request: FakeRequest, id: string): FakeRecord {
  if (request.method === 'DELETE') return change.delete(id);
  if (request.method === 'PATCH') return change.patch(id, bodyOf(request));
  if (request.method === 'PUT') return change.put(id, bodyOf(request));
  throw noRoute();
}

/** cloudflare.md §3, batch: deletes, patches, puts, posts; all or nothing. */
function batch(core: Core, zone: RecordZone, body: Json): FakeReply {
  const items = (name: string): Json[] => {
    const list = body[name] ?? [];
    if (!Array.isArray(list) || !list.every(isJson)) throw invalid(`${name} must be a list of objects`);
    return list;
  };
  const [deletes, patches, puts, posts] = [items('deletes'), items('patches'), items('puts'), items('posts')];
  if (deletes.length + patches.length + puts.length + posts.length > batchLimit(core))
    throw invalid(`a batch holds at most ${batchLimit(core)} changes`);
  const change = new Change(core, zone);
  const result = {
    deletes: deletes.map(({ id }) => change.delete(id)),
    patches: patches.map(({ id, ...input }) => change.patch(id, input)),
    puts: puts.map(({ id, ...input }) => change.put(id, input)),
    posts: posts.map((input) => change.post(input)),
  };
  change.commit();
  return ok(result);
}
