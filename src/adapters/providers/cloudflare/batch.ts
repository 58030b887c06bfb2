import { canonicalJson } from '../../../core/canonical-json.ts';
import { RegctlError, type Json } from '../../../core/errors.ts';
import { absoluteName, type DomainName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { rdataFields } from '../../../core/records/index.ts';
import { rrsetKey, type Rdata, type RRset } from '../../../core/rrset.ts';
import {
  API_AUTO_TTL,
  AUTO_TTL,
  extrasOf,
  groupRecords,
  managerOf,
  ownerOf,
  readExtra,
  seconds,
  type HeldRecord,
} from './convert.ts';
import { rdataOf, valueOf } from './rdata.ts';
import type { ApiRecord } from './schema.ts';

/** The body of one batch: carried out in this order, in one transaction (read 2026-11-21). */
export interface Batch {
  readonly deletes: readonly { readonly id: string }[];
  readonly patches: readonly { readonly [member: string]: unknown }[];
  readonly posts: readonly { readonly [member: string]: unknown }[];
}

/** Records that a batch touches. */
export function batchSize({ deletes, patches, posts }: Batch): number {
  return deletes.length + patches.length + posts.length;
}

/**
 * Gives the batch that makes the changes: records that stay keep their ids and are patched where they differ, one that takes another's place takes its id.
 *
 * @param held - the zone as it is
 * @throws RegctlError `PROTECTED` for records of another product, `INVALID_RDATA`, `INVALID_TTL`, `INVALID_INPUT`, `RRTYPE_UNSUPPORTED`
 */
export function makeBatch(zone: DomainName, held: readonly HeldRecord[], changes: readonly Change[]): Batch {
  const groups = groupRecords(held);
  const parts = changes.map((change) => {
    const present = groups.get(rrsetKey(change)) ?? [];
    const part =
      change.after === null
        ? { ...NOTHING, deletes: present.map(idOf) }
        : change.type === 'NATIVE'
          ? nativePart(zone, change.after, present)
          : ordinaryPart(zone, change, change.after, present);
    refuseManaged(zone, change, present, part);
    return part;
  });
  return {
    deletes: parts.flatMap((part) => part.deletes),
    patches: parts.flatMap((part) => part.patches),
    posts: parts.flatMap((part) => part.posts),
  };
}

const NOTHING: Batch = { deletes: [], patches: [], posts: [] };
const idOf = ({ record }: HeldRecord): { readonly id: string } => ({ id: record.id });

function refuseManaged(zone: DomainName, change: Change, present: readonly HeldRecord[], part: Batch): void {
  const touched = new Set([...part.deletes, ...part.patches].map(({ id }) => id));
  const managed = present.find(({ record }) => touched.has(record.id) && managerOf(record) !== null);
  if (managed === undefined) return;
  throw refusal(
    'PROTECTED',
    `${change.name} ${change.type} in ${zone} has a record that Cloudflare keeps itself`,
    {
      reason: `${managed.rdata} belongs to ${managerOf(managed.record) ?? 'another product'} and is read-only`,
      hint: 'leave it in the list, with TTL and extras as they are, or turn the product off in the dashboard',
    },
  );
}

function ordinaryPart(zone: DomainName, change: Change, after: RRset, present: readonly HeldRecord[]): Batch {
  const where = `${change.name} ${change.type} in ${zone}`;
  checkName(after, where);
  checkExtras(change, after, where);
  const name = absoluteName(after.name, zone);
  const staying = present.filter(({ rdata }) => after.rdata.includes(rdata));
  const gone = present.filter(({ rdata }) => !after.rdata.includes(rdata));
  const added = after.rdata.filter((rdata) => !present.some((one) => one.rdata === rdata));
  // A record in the place of another keeps its id, and so an RRset is never empty in between, which a DS beside NS could not bear.
  const pairs = gone.slice(0, added.length).map((one, at) => ({ one, rdata: added[at] ?? '' }));
  const alone = gone.length === 1 && added.length === 1;
  const value = (rdata: Rdata): object => valueOf(after.type, rdata, where);
  return {
    deletes: gone.slice(pairs.length).map(idOf),
    patches: [
      ...staying.map(({ record, rdata }) => ({
        record,
        edits: editsOf(change, after, rdata, record, true, where),
      })),
      ...pairs.map(({ one: { record }, rdata }) => ({
        record,
        edits: { ...editsOf(change, after, rdata, record, alone, where), ...value(rdata) },
      })),
    ].flatMap(({ record, edits }) =>
      // Name, type and TTL are asked for in every patch by the newest SDK (read 2026-11-21).
      Object.keys(edits).length === 0
        ? []
        : [{ id: record.id, name, type: after.type, ttl: record.ttl, ...edits }],
    ),
    posts: added.slice(pairs.length).map((rdata) => ({
      name,
      type: after.type,
      ...value(rdata),
      ...editsOf(change, after, rdata, undefined, false, where),
    })),
  };
}

/**
 * Gives the members in which a record must differ from what it is, or from a new one.
 *
 * @param keeps - whether what nobody speaks of stays as it is; else it becomes what a new record has
 */
function editsOf(
  change: Change,
  after: RRset,
  rdata: Rdata,
  record: ApiRecord | undefined,
  keeps: boolean,
  where: string,
): { readonly [member: string]: unknown } {
  const said = { ...change.before?.extras, ...after.extras };
  const is = (key: string): Json => readExtra(key, record ?? NEW_RECORD);
  const wanted = (key: string): Json =>
    sayOf(said, key, rdata) ?? (keeps ? is(key) : readExtra(key, NEW_RECORD));
  const differs = (key: string): boolean => canonicalJson(wanted(key)) !== canonicalJson(is(key));
  const keys = extrasOf(after.type);
  const settings = Object.entries(SETTINGS).filter(([key]) => keys.includes(key) && differs(key));
  const proxied = keys.includes('proxied') && wanted('proxied') === true;
  const ttl = ttlOf(change, after, rdata, record, proxied, where);
  return {
    ...(ttl === record?.ttl ? {} : { ttl }),
    ...(keys.includes('proxied') && (record === undefined || differs('proxied')) ? { proxied } : {}),
    ...(settings.length === 0
      ? {}
      : {
          settings: {
            ...record?.settings,
            ...Object.fromEntries(settings.map(([key, member]) => [member, wanted(key)])),
          },
        }),
    // An empty text clears, absence keeps (read 2026-11-21).
    ...(differs('comment') ? { comment: wanted('comment') ?? '' } : {}),
    ...(differs('tags') ? { tags: wanted('tags') } : {}),
  };
}

const SETTINGS = { ipv4Only: 'ipv4_only', ipv6Only: 'ipv6_only', flatten: 'flatten_cname' } as const;
const NEW_RECORD: ApiRecord = { id: '', name: '', type: '', ttl: 0 };

function ttlOf(
  change: Change,
  after: RRset,
  rdata: Rdata,
  record: ApiRecord | undefined,
  proxied: boolean,
  where: string,
): number {
  if (proxied) {
    if (after.ttl === AUTO_TTL) return API_AUTO_TTL;
    throw refusal('INVALID_TTL', `${where}: a proxied record cannot have a TTL of ${after.ttl} s`, {
      reason: `Cloudflare forces the automatic TTL on what it proxies, which is ${AUTO_TTL} s`,
      hint: `give a TTL of ${AUTO_TTL}, or proxied: false`,
    });
  }
  // Below 30 s the API takes only its 1, which is no second.
  if (after.ttl < 30) {
    throw refusal('INVALID_TTL', `${where}: a TTL of ${after.ttl} s is too short`, {
      reason: 'Cloudflare takes 60 s and more, 30 s on Enterprise',
      hint: `give a TTL of ${AUTO_TTL}`,
    });
  }
  const auto = sayOf(after.extras, 'autoTtl', rdata);
  const before = sayOf(change.before?.extras, 'autoTtl', rdata);
  if (record !== undefined && change.before?.ttl === after.ttl && auto === before) return record.ttl;
  if (after.ttl !== AUTO_TTL && auto === true && before !== true) {
    throw refusal('INVALID_TTL', `${where}: a TTL of ${after.ttl} s is not the automatic one`, {
      reason: `autoTtl stands for a TTL of ${AUTO_TTL} s that Cloudflare may change`,
      hint: `give a TTL of ${AUTO_TTL}, or leave autoTtl out`,
    });
  }
  if (after.ttl !== AUTO_TTL) return after.ttl;
  if (auto === undefined && record !== undefined && seconds(record) === AUTO_TTL) return record.ttl;
  return auto === true ? API_AUTO_TTL : AUTO_TTL;
}

/** What extras say of one record: an object speaks record by record, and not of those that it does not name. */
function sayOf(extras: RRset['extras'], key: string, rdata: Rdata): Json | undefined {
  const value = extras?.[key];
  return isObject(value) ? value[rdata] : value;
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What each extra may be. */
const SHAPES: { readonly [key: string]: { readonly is: (value: Json) => boolean; readonly words: string } } =
  {
    comment: { is: (value) => value === null || typeof value === 'string', words: 'a text or null' },
    tags: {
      is: (value) => Array.isArray(value) && value.every((tag) => typeof tag === 'string'),
      words: 'a list of texts',
    },
  };
const SWITCH = { is: (value: Json) => typeof value === 'boolean', words: 'true or false' };

function checkExtras(change: Change, after: RRset, where: string): void {
  const known = [...extrasOf(after.type), 'autoTtl', 'managedBy'];
  for (const [key, value] of Object.entries(after.extras ?? {})) {
    if (!known.includes(key)) {
      if (canonicalJson(value) === canonicalJson(change.before?.extras?.[key])) continue;
      throw refusal('INVALID_INPUT', `${where}: there is no extra ${key}`, {
        reason: `${after.type} records at Cloudflare have ${known.filter((one) => one !== 'managedBy').join(', ')}`,
        hint: 'leave it out',
      });
    }
    const { is, words } = SHAPES[key] ?? SWITCH;
    if (key === 'managedBy' || (isObject(value) ? Object.values(value) : [value]).every(is)) continue;
    throw refusal('INVALID_INPUT', `${where}: the extra ${key} cannot be ${JSON.stringify(value)}`, {
      reason: `it is ${words}, or an object from RDATA to that`,
      hint: 'give it in this form',
    });
  }
}

function checkName(after: RRset, where: string): void {
  if (!after.name.includes('\\')) return;
  throw refusal('INVALID_RDATA', `${where}: Cloudflare takes no such name`, {
    reason: 'its API has no escapes in names',
    hint: 'nothing was written; give another name',
  });
}

function nativePart(zone: DomainName, after: RRset, present: readonly HeldRecord[]): Batch {
  const held = new Set(present.map(({ rdata }) => rdata));
  return {
    deletes: present.filter(({ rdata }) => !after.rdata.includes(rdata)).map(idOf),
    patches: [],
    posts: after.rdata.filter((rdata) => !held.has(rdata)).map((rdata) => nativePost(zone, after, rdata)),
  };
}

function nativePost(zone: DomainName, after: RRset, rdata: Rdata): { readonly [member: string]: unknown } {
  const fields = rdataFields('NATIVE', rdata);
  const where = `${after.name} NATIVE in ${zone}`;
  const { type, name, content, data } = fields;
  const wrong = (reason: string, hint: string): RegctlError =>
    refusal('INVALID_RDATA', `${where}: ${rdata} is no record of Cloudflare`, { reason, hint });
  if (typeof type !== 'string' || type === '' || (typeof content !== 'string' && !isObject(data)))
    throw wrong(
      'it needs a type, and content or data',
      'see the fields of such records in `regctl dns list`',
    );
  if (name !== undefined && (typeof name !== 'string' || ownerOf(zone, name) !== undefined))
    throw wrong('its name is that of the record', 'leave the name out of the data');
  const hasForm =
    rdataOf(type, { ...(typeof content === 'string' ? { content } : {}), ...fieldsOf(fields) }) !== undefined;
  if (hasForm && name === undefined)
    throw wrong(`${type} is a type that regctl knows`, `write it as ${type}`);
  return { name: absoluteName(after.name, zone), ...fields };
}

function fieldsOf(fields: { readonly [field: string]: Json }): {
  data?: { [field: string]: Json };
  priority?: number;
} {
  const { data, priority } = fields;
  return {
    ...(isObject(data) ? { data } : {}),
    ...(typeof priority === 'number' ? { priority } : {}),
  };
}

function refusal(
  code: 'PROTECTED' | 'INVALID_TTL' | 'INVALID_INPUT' | 'INVALID_RDATA',
  message: string,
  about: { readonly reason: string; readonly hint: string },
): RegctlError {
  return new RegctlError(code, message, { ...about, provider: 'cloudflare' });
}
