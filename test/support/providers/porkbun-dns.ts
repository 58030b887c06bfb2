import { isIPv4, isIPv6 } from 'node:net';

/** The parameters of a call: the JSON body of a POST, the query of a GET. */
export interface Params {
  readonly [name: string]: unknown;
}

/** A refusal in the form of porkbun.md §2. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly extra: Params;
  readonly headers: { readonly [name: string]: string };

  constructor(
    code: string,
    message: string,
    more: {
      readonly status?: number;
      readonly extra?: Params;
      readonly headers?: { readonly [name: string]: string };
    } = {},
  ) {
    super(message);
    this.code = code;
    this.status = more.status ?? 400;
    this.extra = more.extra ?? {};
    this.headers = more.headers ?? {};
  }
}

/** A record as the API returns it: strings throughout (porkbun.md §6). */
export interface PorkbunRecord {
  id: string;
  /** The full name without a trailing dot. */
  name: string;
  type: string;
  content: string;
  ttl: string;
  prio: string | null;
  notes: string;
}

export interface PorkbunDs {
  keyTag: string;
  alg: string;
  digestType: string;
  digest: string;
  pubKey?: string;
}

export interface PorkbunZone {
  readonly domain: string;
  records: PorkbunRecord[];
  ds: PorkbunDs[];
  cloudflare: 'enabled' | 'disabled';
}

export interface DnsKnobs {
  /** Whether `dns/create` answers the id as a number (recorded in 2024) or as a string (the spec). */
  idIsInteger: boolean;
  /** The lowest TTL of the account. */
  minTtl: number;
  /** What happens to a lower TTL: both were seen over time. */
  lowTtl: 'raise' | 'refuse';
  /** The form of `records` of `getDnssecRecords` when there are none. */
  emptyDs: 'array' | 'object';
}

export interface DnsCall {
  readonly zone: PorkbunZone;
  readonly params: Params;
  /** What follows the domain in the path. */
  readonly rest: readonly string[];
  readonly dryRun: boolean;
}

export const DEFAULT_NS: readonly string[] = ['curitiba', 'fortaleza', 'maceio', 'salvador'].map(
  (each) => `${each}.ns.porkbun.com`,
);

const TYPES = new Set(
  'A AAAA MX CNAME ALIAS TXT NS SRV TLSA CAA SSHFP HTTPS SVCB'.split(' '), // porkbun.md §6
);
const CREATE_ERROR = 'Create error: We were unable to create the DNS record.';
const EDIT_ERROR = 'Edit error: We were unable to edit the DNS record.';

let lastId = 106926600;

export function nextId(): string {
  lastId += 1;
  return String(lastId);
}

export function record(
  name: string,
  type: string,
  content: string,
  more: Partial<PorkbunRecord> = {},
): PorkbunRecord {
  return { id: nextId(), name, type, content, ttl: '600', prio: null, notes: '', ...more };
}

/** The rows a domain is born with. */
export function bornWith(domain: string): PorkbunRecord[] {
  return [
    // porkbun.md §6: apex NS rows with TTL 86400 appear in retrieve; §9.8: four of them
    ...DEFAULT_NS.map((each) => record(domain, 'NS', each, { ttl: '86400' })),
    // porkbun.md §6: ALIAS at the apex and a wildcard CNAME to pixie.porkbun.com
    record(domain, 'ALIAS', 'pixie.porkbun.com'),
    record(`*.${domain}`, 'CNAME', 'pixie.porkbun.com'),
  ];
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : undefined;
}

export function integerOf(value: unknown): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const LABEL = '[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?';
const HOST = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const OWNER = new RegExp(`^(\\*|(\\*\\.)?${LABEL}(\\.${LABEL})*)$`);

/** A host name without a trailing dot (porkbun.md §6 "Names in content"). */
export function isHost(text: string): boolean {
  return text.length <= 253 && HOST.test(text);
}

function isU16(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65535;
}

function isContent(type: string, content: string): boolean {
  const words = content.split(' ');
  const [first, second, third] = words;
  switch (type) {
    case 'A':
      return isIPv4(content);
    case 'AAAA':
      return isIPv6(content);
    case 'TXT': // porkbun.md §6: empty text and trailing blanks are refused
      return content !== '' && !/\s$/.test(content);
    case 'SRV': // porkbun.md §6: `weight port target`
      return (
        words.length === 3 &&
        isU16(first) &&
        isU16(second) &&
        (third === '.' || (third ?? '').match(HOST) !== null)
      );
    case 'CAA': // porkbun.md §6: no white space inside the value
      return /^\d{1,3} [a-zA-Z0-9]+ "[^\s"]*"$/.test(content) && Number(first) <= 255;
    case 'TLSA':
      return /^\d{1,3} \d{1,3} \d{1,3} ([0-9a-fA-F]{2})+$/.test(content);
    case 'SSHFP':
      return /^\d{1,3} \d{1,3} ([0-9a-fA-F]{2})+$/.test(content);
    case 'HTTPS':
    case 'SVCB': // porkbun.md §6: `priority target params`
      return isU16(first) && second !== undefined && (second === '.' || isHost(second));
    default:
      return isHost(content);
  }
}

function typeOf(value: unknown): string {
  const type = textOf(value);
  if (type === undefined || !TYPES.has(type)) throw new Refusal('INVALID_TYPE', 'Invalid type.');
  return type;
}

/** porkbun.md §6: `""` or omitted is the apex, `*` the wildcard, else a relative label. */
function ownerOf(value: unknown, zone: PorkbunZone): string {
  const label = value === undefined || value === null ? '' : textOf(value);
  if (label === '') return zone.domain;
  if (label === undefined || !OWNER.test(label)) throw new Refusal('INVALID_NAME', 'Invalid name.');
  return `${label}.${zone.domain}`.toLowerCase();
}

function ttlOf(value: unknown, knobs: DnsKnobs): string {
  // porkbun.md §6 "TTL": omitted or 0 gives the minimum; lower values are raised or refused
  if (value === undefined || value === null || value === '') return String(knobs.minTtl);
  const ttl = integerOf(value);
  if (ttl === undefined || ttl > 2147483647) throw new Refusal('INVALID_TTL', 'Invalid TTL.');
  if (ttl !== 0 && ttl < knobs.minTtl && knobs.lowTtl === 'refuse')
    throw new Refusal('INVALID_TTL', `The minimum TTL is ${knobs.minTtl}.`);
  return String(Math.max(ttl, knobs.minTtl));
}

/** porkbun.md §6 "prio": MX and SRV only. */
function prioOf(value: unknown, type: string, before: string | null): string | null {
  if (type !== 'MX' && type !== 'SRV') return before;
  if (value === undefined || value === null || value === '') return before ?? '0';
  const prio = textOf(value);
  if (!isU16(prio)) throw new Refusal('INVALID_PRIO', 'Invalid prio.');
  return String(Number(prio));
}

function notesOf(value: unknown, before: string): string {
  return value === undefined || value === null ? before : (textOf(value) ?? before); // porkbun.md §6 "notes"
}

const same = (one: PorkbunRecord, two: PorkbunRecord): boolean =>
  one.name === two.name &&
  one.type === two.type &&
  one.content === two.content &&
  (one.prio ?? '0') === (two.prio ?? '0');

/** porkbun.md §6 "Duplicate": one message for an identical record, a CNAME beside other data, … */
function collides(wanted: PorkbunRecord, others: readonly PorkbunRecord[]): boolean {
  const beside = others.filter((each) => each.name === wanted.name);
  if (beside.some((each) => same(each, wanted))) return true;
  if (wanted.type === 'CNAME') return beside.length > 0;
  return beside.some((each) => each.type === 'CNAME');
}

/** porkbun.md §6 "Apex NS/SOA": not editable. */
const isFixed = (each: PorkbunRecord, zone: PorkbunZone): boolean =>
  each.type === 'NS' && each.name === zone.domain;

function contentOf(value: unknown, type: string, message: string): string {
  const content = textOf(value) ?? '';
  if (!isContent(type, content)) throw new Refusal('INVALID_CONTENT', message);
  return content;
}

const preview = (operation: string, zone: PorkbunZone): object => ({
  dryRun: true, // porkbun.md §3
  wouldSucceed: true,
  operation,
  domain: zone.domain,
  message: 'Dry run: nothing was changed.',
});

function create({ zone, params, dryRun }: DnsCall, knobs: DnsKnobs): object {
  const type = typeOf(params['type']);
  const wanted: PorkbunRecord = {
    id: '',
    name: ownerOf(params['name'], zone),
    type,
    content: contentOf(params['content'], type, CREATE_ERROR),
    ttl: ttlOf(params['ttl'], knobs),
    prio: prioOf(params['prio'], type, null),
    notes: notesOf(params['notes'], ''),
  };
  if (isFixed(wanted, zone) || collides(wanted, zone.records))
    throw new Refusal('CREATE_FAILED', CREATE_ERROR);
  if (dryRun) return preview('dnsCreate', zone);
  wanted.id = nextId();
  zone.records.push(wanted);
  return { id: knobs.idIsInteger ? Number(wanted.id) : wanted.id }; // porkbun.md §6, §9.2
}

function byId(zone: PorkbunZone, id: string | undefined): PorkbunRecord {
  const found = zone.records.find((each) => each.id === id);
  if (found === undefined) throw new Refusal('INVALID_RECORD_ID', 'Invalid record ID.'); // porkbun.md §9.3
  return found;
}

function byNameType({ zone, rest }: DnsCall): PorkbunRecord[] {
  const type = typeOf(rest[0]);
  const name = ownerOf(rest[1], zone);
  return zone.records.filter((each) => each.name === name && each.type === type);
}

function changeable(call: DnsCall): PorkbunRecord[] {
  const found = byNameType(call).filter((each) => !isFixed(each, call.zone));
  if (found.length === 0) throw new Refusal('INVALID_RECORD_ID', 'Invalid record ID.');
  return found;
}

function edit(call: DnsCall, knobs: DnsKnobs): object {
  const { zone, params, rest } = call;
  const before = byId(zone, rest[0]);
  if (isFixed(before, zone)) throw new Refusal('UPDATE_FAILED', EDIT_ERROR);
  const type = typeOf(params['type']);
  const after: PorkbunRecord = {
    id: before.id,
    name: ownerOf(params['name'], zone),
    type,
    content: contentOf(params['content'], type, EDIT_ERROR),
    ttl: ttlOf(params['ttl'], knobs),
    prio: prioOf(params['prio'], type, before.prio) ?? '0', // porkbun.md §6: edit changes null to "0"
    notes: notesOf(params['notes'], before.notes),
  };
  const others = zone.records.filter((each) => each !== before);
  if (isFixed(after, zone) || collides(after, others)) throw new Refusal('UPDATE_FAILED', EDIT_ERROR);
  if (call.dryRun) return preview('dnsEdit', zone);
  Object.assign(before, after);
  return {};
}

/** porkbun.md §6: sets every matching record to one value. */
function editByNameType(call: DnsCall, knobs: DnsKnobs): object {
  const { params } = call;
  const found = changeable(call);
  const type = typeOf(call.rest[0]);
  const content = contentOf(params['content'], type, EDIT_ERROR);
  const ttl = ttlOf(params['ttl'], knobs);
  const prios = found.map((each) => prioOf(params['prio'], type, each.prio) ?? '0');
  if (call.dryRun) return preview('dnsEdit', call.zone);
  for (const [index, each] of found.entries())
    Object.assign(each, {
      content,
      ttl,
      prio: prios[index] ?? '0',
      notes: notesOf(params['notes'], each.notes),
    });
  return {};
}

function remove(zone: PorkbunZone, gone: readonly PorkbunRecord[]): object {
  zone.records = zone.records.filter((each) => !gone.includes(each));
  return {};
}

function deleteById({ zone, rest }: DnsCall): object {
  const found = byId(zone, rest[0]);
  if (isFixed(found, zone)) throw new Refusal('INVALID_RECORD_ID', 'Invalid record ID.');
  return remove(zone, [found]);
}

function retrieve({ zone, rest }: DnsCall): object {
  const records = rest[0] === undefined ? zone.records : [byId(zone, rest[0])];
  return { cloudflare: zone.cloudflare, records }; // porkbun.md §6: the whole zone, no paging
}

function getDs({ zone }: DnsCall, knobs: DnsKnobs): object {
  if (zone.ds.length === 0) return { records: knobs.emptyDs === 'array' ? [] : {} }; // porkbun.md §6
  return { records: Object.fromEntries(zone.ds.map((each) => [each.keyTag, each])) }; // keyed by key tag
}

function createDs({ zone, params }: DnsCall): object {
  const keyTag = integerOf(params['keyTag']);
  const alg = integerOf(params['alg']);
  const digestType = integerOf(params['digestType']);
  const digest = textOf(params['digest']);
  if (keyTag === undefined || keyTag > 65535) throw new Refusal('INVALID_KEYTAG', 'Invalid key tag.');
  if (alg === undefined || alg > 255 || digestType === undefined || digestType > 255)
    throw new Refusal('INVALID_DNSSEC', 'Invalid algorithm or digest type.');
  // porkbun.md §6: digests are not validated
  if (digest === undefined || digest === '') throw new Refusal('INVALID_DNSSEC', 'A digest is needed.');
  const row: PorkbunDs = {
    keyTag: String(keyTag),
    alg: String(alg),
    digestType: String(digestType),
    digest,
  };
  const pubKey = textOf(params['keyDataPubKey']);
  if (pubKey !== undefined && pubKey !== '') row.pubKey = pubKey;
  if (zone.ds.some((each) => each.keyTag === row.keyTag && each.digestType === row.digestType))
    throw new Refusal('UPDATE_FAILED', 'Unable to create the DNSSEC record.');
  zone.ds.push(row);
  return {};
}

function deleteDs({ zone, rest }: DnsCall): object {
  const left = zone.ds.filter((each) => each.keyTag !== rest[0]); // porkbun.md §6: all records with that tag
  if (left.length === zone.ds.length) throw new Refusal('UPDATE_FAILED', 'No such DNSSEC record.');
  zone.ds = left;
  return {};
}

export interface DnsRoute {
  readonly read?: boolean;
  readonly run: (call: DnsCall, knobs: DnsKnobs) => object;
}

/** The calls below `/dns` (porkbun.md §6), each with the domain as first path part. */
export const DNS_ROUTES: ReadonlyMap<string, DnsRoute> = new Map<string, DnsRoute>([
  ['retrieve', { read: true, run: retrieve }],
  [
    'retrieveByNameType',
    {
      read: true,
      run: (call) => ({ cloudflare: call.zone.cloudflare, records: byNameType(call) }),
    },
  ],
  ['create', { run: create }],
  ['edit', { run: edit }],
  ['editByNameType', { run: editByNameType }],
  ['delete', { run: deleteById }],
  ['deleteByNameType', { run: (call) => remove(call.zone, changeable(call)) }],
  ['getDnssecRecords', { read: true, run: getDs }],
  ['createDnssecRecord', { run: createDs }],
  ['deleteDnssecRecord', { run: deleteDs }],
]);
