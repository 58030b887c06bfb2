import { absoluteName, type DomainName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { rrsetKey, type Rdata, type RRset } from '../../../core/rrset.ts';
import { groupRecords, managerOf, seconds, type HeldRecord } from './convert.ts';
import { checkExtras, editsOf, type Wish } from './edits.ts';
import { nativePost } from './native.ts';
import { valueOf } from './rdata.ts';
import { refused } from './refused.ts';

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
          : ordinaryPart(
              zone,
              { before: change.before, after: change.after, where: whereOf(zone, change) },
              present,
            );
    refuseManaged(zone, change, present, part);
    return part;
  });
  return {
    deletes: parts.flatMap((part) => part.deletes),
    patches: parts.flatMap((part) => part.patches),
    posts: parts.flatMap((part) => part.posts),
  };
}

/** Throws what {@link makeBatch} does for data that Cloudflare cannot keep, whatever the zone holds. */
export function checkParts(zone: DomainName, changes: readonly Change[]): void {
  for (const change of changes) {
    const { before, after } = change;
    if (after === null) continue;
    const added = after.rdata.filter((one) => before?.rdata.includes(one) !== true);
    const wish = { before, after, where: whereOf(zone, change) };
    if (change.type === 'NATIVE') nativePart(zone, { ...after, rdata: added }, []);
    else ordinaryPart(zone, { ...wish, after: { ...after, rdata: added } }, []);
    // A new TTL is for the records that stay, too.
    if (before !== null && before.ttl !== after.ttl)
      for (const rdata of before.rdata) editsOf(wish, rdata, undefined, false);
  }
}

const NOTHING: Batch = { deletes: [], patches: [], posts: [] };
const idOf = ({ record }: HeldRecord): { readonly id: string } => ({ id: record.id });

function refuseManaged(zone: DomainName, change: Change, present: readonly HeldRecord[], part: Batch): void {
  const touched = new Set([...part.deletes, ...part.patches].map(({ id }) => id));
  const managed = present.find(({ record }) => touched.has(record.id) && managerOf(record) !== null);
  if (managed === undefined) return;
  throw refused('PROTECTED', `${whereOf(zone, change)} has a record that Cloudflare keeps itself`, {
    reason: `${managed.rdata} belongs to ${managerOf(managed.record) ?? 'another product'} and is read-only`,
    hint: 'leave it in the list, with TTL and extras as they are, or turn the product off in the dashboard',
  });
}

function whereOf(zone: DomainName, change: Change): string {
  return `${change.name} ${change.type} in ${zone}`;
}

function ordinaryPart(zone: DomainName, wish: Wish, present: readonly HeldRecord[]): Batch {
  const { after, where } = wish;
  checkName(wish);
  checkExtras(wish);
  const name = absoluteName(after.name, zone);
  const staying = present.filter(({ rdata }) => after.rdata.includes(rdata));
  const gone = present.filter(({ rdata }) => !after.rdata.includes(rdata));
  const added = after.rdata.filter((rdata) => !present.some((one) => one.rdata === rdata));
  // A record in the place of another keeps its id, and so an RRset is never empty in between, which a DS beside NS could not bear.
  const pairs = gone.slice(0, added.length).map((one, at) => ({ one, rdata: added[at] ?? '' }));
  const alone = gone.length === 1 && added.length === 1;
  const lasting = [...staying, ...pairs.map(({ one }) => one)];
  // When the record goes that gave the RRset its TTL, the others take that over: else the RRset would have another one.
  const levels =
    added.length === pairs.length && !lasting.some(({ record }) => seconds(record) === after.ttl);
  const value = (rdata: Rdata): object => valueOf(after.type, rdata, where);
  return {
    deletes: gone.slice(pairs.length).map(idOf),
    patches: [
      ...staying.map(({ record, rdata }) => ({
        record,
        edits: editsOf({ ...wish, levels }, rdata, record, true),
      })),
      ...pairs.map(({ one: { record }, rdata }) => ({
        record,
        edits: { ...editsOf({ ...wish, levels }, rdata, record, alone), ...value(rdata) },
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
      ...editsOf(wish, rdata, undefined, false),
    })),
  };
}

function checkName({ after, where }: Wish): void {
  if (!after.name.includes('\\')) return;
  throw refused('INVALID_RDATA', `${where}: Cloudflare takes no such name`, {
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
