import { canonicalJson } from '../../../core/canonical-json.ts';
import { RegctlError, type Json } from '../../../core/errors.ts';
import { parseDomainName, relativeName, type DomainName, type OwnerName } from '../../../core/names.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import type { RdataFields } from '../../../core/records/rr-type.ts';
import { makeRRset, rrsetKey, type Rdata, type RRset, type RRTypeName } from '../../../core/rrset.ts';
import { rdataOf } from './rdata.ts';
import type { ApiRecord } from './schema.ts';

/** Seconds that "automatic" stands for; the API writes it as a TTL of 1 (read 2026-11-21). */
export const AUTO_TTL = 300;
export const API_AUTO_TTL = 1;

/** An API record with its place among the RRsets. */
export interface HeldRecord {
  readonly record: ApiRecord;
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly rdata: Rdata;
}

/** What the server makes itself of a record; all else of it is the user's. */
const SERVER_MEMBERS: readonly string[] = [
  'id',
  'zone_id',
  'zone_name',
  'name',
  'proxiable',
  'locked',
  'meta',
  'created_on',
  'modified_on',
  'comment_modified_on',
  'tags_modified_on',
];

/** Types that Cloudflare can stand before. */
export const PROXIED_TYPES: readonly RRTypeName[] = ['A', 'AAAA', 'CNAME'];

/** Finds the place of each record. What has no RR type or no form that we know becomes NATIVE, with all that the user gave. */
export function placeRecords(zone: DomainName, records: readonly ApiRecord[]): HeldRecord[] {
  return records.map((record) => {
    const name = ownerOf(zone, record.name);
    const rdata = name === undefined ? undefined : rdataOf(record.type, record);
    if (name !== undefined && rdata !== undefined) return { record, name, type: record.type, rdata };
    const members = Object.entries(record).filter(
      ([member, value]) => value !== undefined && !SERVER_MEMBERS.includes(member),
    );
    // A name that is none for us stands in the data, so that even such a record can be shown and written again.
    const named = name === undefined ? { name: record.name } : {};
    const fields = { ...Object.fromEntries(members), ...named } as RdataFields;
    return { record, name: name ?? '@', type: 'NATIVE', rdata: nativeRdata(fields) };
  });
}

/** Gives the owner name of a record; undefined where its name is none that we know in this zone. */
export function ownerOf(zone: DomainName, name: string): OwnerName | undefined {
  try {
    return relativeName(parseDomainName(name), zone);
  } catch (error) {
    if (error instanceof RegctlError) return undefined;
    throw error;
  }
}

/** Gives the records by the key of their RRset, each list in the order of the API. */
export function groupRecords(held: readonly HeldRecord[]): Map<string, HeldRecord[]> {
  const groups = new Map<string, HeldRecord[]>();
  for (const one of held) {
    const group = groups.get(rrsetKey(one));
    if (group === undefined) groups.set(rrsetKey(one), [one]);
    else group.push(one);
  }
  return groups;
}

/** Gives the RRsets that the records make. */
export function fromApi(held: readonly HeldRecord[]): RRset[] {
  return Array.from(groupRecords(held).values(), (group) => {
    const { name, type } = group[0] as HeldRecord;
    // Records of one RRset may differ in TTL here; resolvers keep the whole no longer than the shortest.
    const ttl = type === 'NATIVE' ? 0 : Math.min(...group.map(({ record }) => seconds(record)));
    const rrset = makeRRset(
      name,
      type,
      ttl,
      group.map(({ rdata }) => rdata),
    );
    const extras = { ...ownExtras(type, ttl, group), ...managedExtras(group) };
    return Object.keys(extras).length === 0 ? rrset : { ...rrset, extras };
  });
}

/** The TTL of a record in seconds. */
export function seconds(record: ApiRecord): number {
  return record.ttl === API_AUTO_TTL ? AUTO_TTL : record.ttl;
}

/** How each extra is read from a record. */
const READERS: { readonly [key: string]: (record: ApiRecord) => Json } = {
  comment: ({ comment }) => (comment === undefined || comment === '' ? null : comment),
  tags: ({ tags }) => tags ?? [],
  proxied: ({ proxied }) => proxied === true,
  ipv4Only: ({ settings }) => settings?.['ipv4_only'] === true,
  ipv6Only: ({ settings }) => settings?.['ipv6_only'] === true,
  flatten: ({ settings }) => settings?.['flatten_cname'] === true,
  autoTtl: ({ ttl }) => ttl === API_AUTO_TTL,
};

/** Gives one extra of one record. */
export function readExtra(key: string, record: ApiRecord): Json {
  return READERS[key]?.(record) ?? null;
}

/** The extras that a type always has. */
export function extrasOf(type: RRTypeName): readonly string[] {
  if (type === 'NATIVE') return [];
  if (!PROXIED_TYPES.includes(type)) return ['comment', 'tags'];
  return ['comment', 'tags', 'proxied', 'ipv4Only', 'ipv6Only', ...(type === 'CNAME' ? ['flatten'] : [])];
}

function ownExtras(type: RRTypeName, ttl: number, group: readonly HeldRecord[]): { [key: string]: Json } {
  // 300 s are said in two ways, and what is proxied has no choice: only where there is one does it stand here, so that a new TTL contradicts nothing.
  const choice = ttl === AUTO_TTL && type !== 'NATIVE' && group.some(({ record }) => record.proxied !== true);
  const keys = choice ? [...extrasOf(type), 'autoTtl'] : extrasOf(type);
  return Object.fromEntries(keys.map((key) => [key, together(group, (record) => readExtra(key, record))]));
}

/** What another product keeps here: its name, or record by record where some are the user's own. */
function managedExtras(group: readonly HeldRecord[]): { [key: string]: Json } {
  return group.some(({ record }) => managerOf(record) !== null)
    ? { managedBy: together(group, managerOf) }
    : {};
}

/** The product that made a record; `read_only` marks them (read 2026-11-21). */
export function managerOf({ meta }: ApiRecord): string | null {
  if (meta?.['read_only'] !== true) return null;
  const product = Object.keys(meta).find((key) => key !== 'read_only' && meta[key] === true);
  return (product ?? 'Cloudflare').replaceAll('_', ' ');
}

/** One value where all records agree, else an object from RDATA to value. */
function together(group: readonly HeldRecord[], read: (record: ApiRecord) => Json): Json {
  const values = group.map(({ rdata, record }): [Rdata, Json] => [rdata, read(record)]);
  const [, first = null] = values[0] ?? [];
  const same = values.every(([, value]) => canonicalJson(value) === canonicalJson(first));
  return same ? first : Object.fromEntries(values);
}

/** Tells an object from lists and simple values. */
export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
