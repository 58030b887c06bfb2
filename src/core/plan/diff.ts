import type { Json } from '../errors.ts';
import { equalRRsets, rrsetKey, type RRset } from '../rrset.ts';
import type { Change } from './plan.ts';

/**
 * Gives the changes that make `before` into `after`: RRsets that differ in TTL, RDATA or extras, appear or vanish.
 * Both hold one RRset per name and type. The order is that of `after`, deletions last; `orderChanges` makes it safe to apply.
 */
export function diffRRsets(before: readonly RRset[], after: readonly RRset[]): Change[] {
  const present = new Map<string, RRset>();
  for (const rrset of before) present.set(rrsetKey(rrset), rrset);
  const changes: Change[] = [];
  for (const wanted of after) {
    const key = rrsetKey(wanted);
    const found = present.get(key);
    if (found === undefined) {
      changes.push({ action: 'create', name: wanted.name, type: wanted.type, before: null, after: wanted });
      continue;
    }
    present.delete(key);
    if (!equalRRsets(found, wanted)) {
      const after = found.extras === undefined ? wanted : { ...wanted, extras: mergedExtras(found, wanted) };
      changes.push({ action: 'update', name: wanted.name, type: wanted.type, before: found, after });
    }
  }
  for (const gone of present.values()) {
    changes.push({ action: 'delete', name: gone.name, type: gone.type, before: gone, after: null });
  }
  return changes;
}

/**
 * Gives the extras of the RRset to come. Where one speaks of single records, as an object by RDATA, what it says of records that go is left out; one value
 * stands for all records where they agree, as providers show it.
 */
function mergedExtras(found: RRset, wanted: RRset): NonNullable<RRset['extras']> {
  const merged = Object.entries({ ...found.extras, ...wanted.extras });
  return Object.fromEntries(merged.map(([key, value]) => [key, valueFor(value, found, wanted)]));
}

function valueFor(value: Json, found: RRset, wanted: RRset): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const isByRdata = entries.every(([key]) => found.rdata.includes(key) || wanted.rdata.includes(key));
  if (entries.length === 0 || !isByRdata) return value;
  const left = entries.filter(([key]) => wanted.rdata.includes(key));
  const [first] = left;
  // Nothing is said any more; null would be a value, and some extras cannot be that.
  if (first === undefined) return {};
  const isSame = left.length === wanted.rdata.length && left.every(([, one]) => one === first[1]);
  return isSame ? first[1] : Object.fromEntries(left);
}

/** Gives the RRsets after the changes were made to `before`; `diffRRsets(before, result)` holds the same changes again. */
export function applyChanges(before: readonly RRset[], changes: readonly Change[]): RRset[] {
  const rrsets = new Map<string, RRset>();
  for (const rrset of before) rrsets.set(rrsetKey(rrset), rrset);
  for (const change of changes) {
    if (change.after === null) rrsets.delete(rrsetKey(change));
    else rrsets.set(rrsetKey(change), change.after);
  }
  return [...rrsets.values()];
}

/** Gives the change that takes this one back. */
export function reverseChange(change: Change): Change {
  const action = change.action === 'create' ? 'delete' : change.action === 'delete' ? 'create' : 'update';
  return { action, name: change.name, type: change.type, before: change.after, after: change.before };
}

/** Records that stand in `before` and not in `after`: what somebody may miss afterwards. */
export function removedRecords(change: Change): number {
  if (change.before === null) return 0;
  if (change.after === null) return change.before.rdata.length;
  const kept = new Set(change.after.rdata);
  return change.before.rdata.filter((rdata) => !kept.has(rdata)).length;
}

/** Records that go without another taking their place at the same name and type. */
export function lostRecords(change: Change): number {
  if (change.before === null) return 0;
  return Math.max(0, change.before.rdata.length - (change.after?.rdata.length ?? 0));
}
