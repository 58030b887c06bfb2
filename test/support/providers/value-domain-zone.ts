import { isIPv4, isIPv6 } from 'node:net';

/** A refusal in the envelope of value-domain.md §3. */
export class VdRefusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const badRequest = (detail: string): VdRefusal => new VdRefusal(400, `Bad Request : ${detail}`);
export const notFound = (detail: string): VdRefusal => new VdRefusal(404, `Not Found : ${detail}`);

/** A zone as it is stored: one text, one TTL (value-domain.md §1, §6). */
export interface VdZone {
  ns_type: string;
  records: string;
  ttl: number;
}

/** A DS record, independent of the form it is shown in. */
export interface VdDs {
  keytag: number;
  alg: number;
  digesttype: number;
  digest: string;
}

export interface ZoneKnobs {
  /** Whether the server sorts the lines when it stores them. */
  reorderLines: boolean;
  /** Whether lines outside the grammar are refused, unless the zone had them before. */
  strictLines: boolean;
  /** What an empty text does. */
  emptyZone: 'empties' | 'refuses';
  /** The older note: every API write sets the TTL to 3600. */
  ttlAlways3600: boolean;
  /** The form of an element of `ds_records`. */
  dsForm: 'string' | 'object';
}

export interface Params {
  readonly [name: string]: unknown;
}

/** value-domain.md §5.2: the vendor's sets of name servers. */
export const NS_SETS: ReadonlyMap<string, readonly string[]> = new Map([
  ['valuedomain1', [1, 2, 3, 4, 5].map((each) => `ns${each}.value-domain.com`)],
  ['valuedomain11', [11, 12, 13].map((each) => `ns${each}.value-domain.com`)],
]);

const LABEL = '[a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?';
const NAME = `${LABEL}(\\.${LABEL})*`;
const RELATIVE = new RegExp(`^(@|\\*|(\\*\\.)?${NAME})$`);
const TARGET = new RegExp(`^(@|${NAME}\\.?)$`);
const SERVICE = new RegExp(`^_[a-zA-Z0-9-]+\\._[a-zA-Z0-9-]+(\\.${NAME})?$`);

export function isHostname(text: unknown): text is string {
  return typeof text === 'string' && text.includes('.') && new RegExp(`^${NAME}$`).test(text);
}

const isRelative = (text: string | undefined): boolean => text !== undefined && RELATIVE.test(text);
const isTarget = (text: string | undefined): boolean => text !== undefined && TARGET.test(text);
const isU16 = (text: string | undefined): boolean =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) <= 65535;

/** The line grammar of value-domain.md §6.2. */
export function isLine(line: string): boolean {
  if (/[\r\t]/.test(line)) return false;
  const [type = '', ...words] = line.split(' ');
  const [first, second, third, fourth, fifth] = words;
  switch (type) {
    case 'a':
      return words.length === 2 && isRelative(first) && isIPv4(second ?? '');
    case 'aaaa':
      return words.length === 2 && isRelative(first) && isIPv6(second ?? '');
    case 'cname':
    case 'ns':
      return words.length === 2 && isRelative(first) && isTarget(second);
    case 'mx': // server first, then priority, no owner field
      return words.length === 2 && isTarget(first) && isU16(second);
    case 'txt': // free text to the end of the line
      return isRelative(first) && words.slice(1).join(' ').trim() !== '';
    case 'srv':
      return (
        words.length === 5 &&
        SERVICE.test(first ?? '') &&
        [second, third, fourth].every(isU16) &&
        isTarget(fifth)
      );
    default:
      return false;
  }
}

/** value-domain.md §6.1, §9: the API's view has no comments. */
const linesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));

function storedText(zone: VdZone, text: string, knobs: ZoneKnobs): string {
  const before = new Set(linesOf(zone.records));
  const lines = linesOf(text);
  const bad = lines.find((line) => !isLine(line) && !before.has(line));
  if (knobs.strictLines && bad !== undefined) throw badRequest(`records: "${bad}" is not valid.`);
  if (lines.length === 0 && knobs.emptyZone === 'refuses') throw badRequest('records is empty.');
  // value-domain.md §6.1: lines may be reordered, exact duplicates are kept
  return (knobs.reorderLines ? lines.toSorted() : lines).join('\n');
}

export function integerOf(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  return typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined;
}

/** Replaces a whole zone (value-domain.md §6.1); free DNS has no `ns_type`. */
export function putZone(zone: VdZone, params: Params, knobs: ZoneKnobs, free = false): void {
  const { ns_type: nsType, records } = params;
  const ttl = integerOf(params['ttl']);
  if (!free && (typeof nsType !== 'string' || !NS_SETS.has(nsType)))
    throw badRequest('ns_type is not valid.');
  if (typeof records !== 'string') throw badRequest('records is not valid.');
  if (ttl === undefined || ttl < 0 || ttl > 2147483647) throw badRequest('ttl is not valid.');
  const text = storedText(zone, records, knobs);
  if (!free && typeof nsType === 'string') zone.ns_type = nsType;
  zone.records = text;
  zone.ttl = ttl < 120 || knobs.ttlAlways3600 ? 3600 : ttl; // value-domain.md §6.3
}

/** The zone as GET shows it: `ttl` is a string there (value-domain.md §6.1). */
export function shownZone(zone: VdZone, ttl: 'string' | 'integer', free = false): object {
  return {
    ...(free ? {} : { ns_type: zone.ns_type }),
    records: linesOf(zone.records).join('\n'),
    ttl: ttl === 'string' ? String(zone.ttl) : zone.ttl,
  };
}

/** Sets the address of one host, as the dynamic DNS of value-domain.md §7 does. */
export function setAddress(zone: VdZone, host: string, ip: string): void {
  const type = isIPv6(ip) ? 'aaaa' : 'a';
  const kept = linesOf(zone.records).filter((line) => !line.startsWith(`${type} ${host} `));
  zone.records = [...kept, `${type} ${host} ${ip}`].join('\n');
}

// ---- DS records: the form of an element is unconfirmed (value-domain.md §5, §10)

const DIGEST_LENGTH: ReadonlyMap<number, number> = new Map([
  [1, 40],
  [2, 64],
  [4, 96],
]);

export function shownDs(ds: readonly VdDs[], form: ZoneKnobs['dsForm']): unknown[] {
  return form === 'object'
    ? ds.map((each) => ({ ...each }))
    : ds.map((each) => `${each.keytag} ${each.alg} ${each.digesttype} ${each.digest}`);
}

function fieldsOf(element: unknown, form: ZoneKnobs['dsForm']): unknown[] {
  if (form === 'string') return typeof element === 'string' ? element.split(' ') : [];
  if (typeof element !== 'object' || element === null) return [];
  const fields = new Map(Object.entries(element));
  return ['keytag', 'alg', 'digesttype', 'digest'].map((name): unknown => fields.get(name));
}

export function readDs(value: unknown, form: ZoneKnobs['dsForm']): VdDs[] {
  if (!Array.isArray(value)) throw badRequest('ds_records is not valid.');
  return value.map((element: unknown) => {
    const fields = fieldsOf(element, form);
    const [keytag, alg, digesttype] = fields.slice(0, 3).map(integerOf);
    const digest = fields[3];
    if (fields.length !== 4 || keytag === undefined || alg === undefined || digesttype === undefined)
      throw badRequest('ds_records is not valid.');
    if (keytag > 65535 || alg > 255 || typeof digest !== 'string' || !/^[0-9a-fA-F]+$/.test(digest))
      throw badRequest('ds_records is not valid.');
    if (digest.length !== DIGEST_LENGTH.get(digesttype)) throw badRequest('ds_records is not valid.');
    return { keytag, alg, digesttype, digest };
  });
}
