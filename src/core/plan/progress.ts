import { equalRRsets, rrsetKey, type RRset } from '../rrset.ts';
import { hashZone } from '../zone.ts';
import { applyChanges, reverseChange } from './diff.ts';
import type { Change, Plan } from './plan.ts';

/** Where a plan stands against a zone's present state. */
export interface PlanProgress {
  /** Changes whose result is there. */
  readonly done: readonly Change[];
  /** Changes whose starting point is there. */
  readonly open: readonly Change[];
  /** Changes at whose RRset something else is there: another writer came by. */
  readonly moved: readonly Change[];
  /** Whether the zone but for `done` is still the one the plan was made from. */
  readonly restUnchanged: boolean;
}

/** Compares a plan with the present state, change by change, so that an interrupted apply can be understood and finished. */
export function planProgress(plan: Plan, current: readonly RRset[]): PlanProgress {
  const present = new Map<string, RRset>();
  for (const rrset of current) present.set(rrsetKey(rrset), rrset);
  const done: Change[] = [];
  const open: Change[] = [];
  const moved: Change[] = [];
  for (const change of plan.changes) {
    const rrset = present.get(rrsetKey(change)) ?? null;
    if (sameState(rrset, change.after)) done.push(change);
    else if (sameState(rrset, change.before)) open.push(change);
    else moved.push(change);
  }
  const base = done.length === 0 ? current : applyChanges(current, done.map(reverseChange));
  return { done, open, moved, restUnchanged: hashZone({ name: plan.zone, rrsets: base }) === plan.baseHash };
}

/** Tells whether the zone holds all that a plan was to bring. */
export function isThere({ open, moved }: PlanProgress): boolean {
  return open.length + moved.length === 0;
}

/** Tells whether a zone holds the result of a change. */
export function isDone(change: Change, current: readonly RRset[]): boolean {
  const key = rrsetKey(change);
  return sameState(current.find((rrset) => rrsetKey(rrset) === key) ?? null, change.after);
}

/** Tells whether two states of one RRset are the same; the serial of a SOA record does not count, it moves with every write. */
export function sameState(a: RRset | null, b: RRset | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.type === 'SOA' && b.type === 'SOA') return equalRRsets(withoutSerial(a), withoutSerial(b));
  return equalRRsets(a, b);
}

function withoutSerial(soa: RRset): RRset {
  return { ...soa, rdata: soa.rdata.map((rdata) => rdata.split(' ').with(2, '0').join(' ')) };
}
