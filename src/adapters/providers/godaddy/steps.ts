import { canonicalJson } from '../../../core/canonical-json.ts';
import type { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { notWritable, readRows, toRows, WRITABLE_TYPES, type Row } from './convert.ts';
import { failure } from './failures.ts';
import type { ApiRecord } from './schema.ts';

/** What one path of the API names: the records of a type at a name (for SRV without service and protocol), or of a type in the whole zone. */
interface Place {
  readonly type: string;
  readonly name: string | undefined;
}

/** One request of a write. */
export interface Step {
  readonly method: 'PATCH' | 'PUT' | 'DELETE';
  /** Of the path; none for PATCH, which adds to the zone. */
  readonly type?: string;
  readonly name?: string;
  readonly body?: readonly ApiRecord[];
  readonly places: readonly Place[];
  /** What stood at these places when the step was made, by {@link stateAt}. */
  readonly before: readonly string[];
}

/**
 * Gives the requests that make the changes, in their order and as few as can be: new RRsets are added together by one PATCH, which overwrites nothing; others
 * are replaced by a PUT of their path, with what else the path names; a DELETE takes away what a path names alone.
 *
 * @throws RegctlError `INVALID_RDATA`, `RRTYPE_UNSUPPORTED`, `PROTECTED`
 */
export function compileSteps(
  zone: DomainName,
  records: readonly ApiRecord[],
  changes: readonly Change[],
): Step[] {
  let rows: readonly Row[] = readRows(zone, records);
  const steps: Step[] = [];
  for (const change of changes) {
    const { gone, fresh } = editOf(zone, rows, change);
    const left = rows.filter((row) => !gone.includes(row));
    const rewritten = distinctPlaces(gone);
    const added = fresh.filter((row) => !rewritten.some((place) => isAt(row.record, place)));
    refuseUnreadable(zone, left, [...rewritten, ...distinctPlaces(added)]);
    for (const place of rewritten) addRewrite(steps, rewrite(zone, rows, [...left, ...fresh], place));
    if (added.length > 0) addAppend(steps, rows, added);
    rows = [...left, ...fresh];
  }
  return steps;
}

/** What stands at some places, in one order, to see whether somebody else was there. */
export function stateAt(records: readonly ApiRecord[], places: readonly Place[]): string[] {
  return records
    .filter((record) => places.some((place) => isAt(record, place)))
    .map(canonicalJson)
    .toSorted();
}

/** The rows that go and those that come with a change. */
function editOf(
  zone: DomainName,
  rows: readonly Row[],
  change: Change,
): { readonly gone: readonly Row[]; readonly fresh: readonly Row[] } {
  if (change.type !== 'NATIVE' && !WRITABLE_TYPES.includes(change.type))
    throw notWritable(change.name, change.type);
  if (change.type === 'NS' && change.name === '@') throw apexNs(zone);
  const present = rows.filter((row) => row.owner === change.name && row.type === change.type);
  const wanted = change.after === null ? [] : toRows(zone, change.after);
  if (change.type !== 'NATIVE') return { gone: present, fresh: wanted };
  const stays = (row: Row, others: readonly Row[]): boolean =>
    others.some((other) => other.rdata === row.rdata);
  const gone = present.filter((row) => !stays(row, wanted));
  const shown = gone.find((row) => !WRITABLE_TYPES.includes(row.record.type));
  if (shown !== undefined) throw notWritable(change.name, shown.record.type);
  return { gone, fresh: wanted.filter((row) => !stays(row, present)) };
}

/** The request that leaves exactly `after` at a place. */
function rewrite(zone: DomainName, rows: readonly Row[], after: readonly Row[], place: Place): Step {
  const rest = after.filter((row) => isAt(row.record, place));
  if (rest.length > 0) return put(rows, place, rest);
  if (place.type !== 'NS') {
    const places = [place];
    return {
      method: 'DELETE',
      type: place.type,
      ...(place.name === undefined ? {} : { name: place.name }),
      places,
      before: stateOf(rows, places),
    };
  }
  // NS records cannot be deleted by their path, and an empty PUT is passed over: those of the zone are written anew without them (read 2026-11-21).
  const type: Place = { type: 'NS', name: undefined };
  const others = after.filter((row) => isAt(row.record, type));
  refuseUnreadable(zone, others, [type]);
  if (others.length > 0) return put(rows, type, others);
  throw failure('CAPABILITY_MISSING', `the last NS records of zone ${zone} cannot be deleted`, {
    reason: 'the API deletes NS records only by writing the others anew, and shows no others',
    hint: 'delete them at https://dcc.godaddy.com/control/portfolio',
  });
}

function put(rows: readonly Row[], place: Place, body: readonly Row[]): Step {
  const places = [place];
  return {
    method: 'PUT',
    type: place.type,
    ...(place.name === undefined ? {} : { name: place.name }),
    body: body.map(bodyOf),
    places,
    before: stateOf(rows, places),
  };
}

/** Adds a step that adds; such steps in a row are one. */
function addAppend(steps: Step[], rows: readonly Row[], added: readonly Row[]): void {
  const last = steps.at(-1)?.method === 'PATCH' ? steps.pop() : undefined;
  const earlier = last?.places ?? [];
  const places = distinctPlaces(added).filter((place) => !earlier.some((one) => isSame(one, place)));
  steps.push({
    method: 'PATCH',
    body: [...(last?.body ?? []), ...added.map(bodyOf)],
    places: [...earlier, ...places],
    before: [...(last?.before ?? []), ...stateOf(rows, places)].toSorted(),
  });
}

/** Adds a step that rewrites a place, in the stead of one for the same place just before it. */
function addRewrite(steps: Step[], step: Step): void {
  const last = steps.at(-1);
  const again = last !== undefined && last.method !== 'PATCH' && isSame(last, step);
  if (again) steps.pop();
  steps.push(again ? { ...step, before: last.before } : step);
}

/** The fields that the API knows for the type; a record that only it understands goes back whole. */
function bodyOf({ record, type }: Row): ApiRecord {
  if (type === 'NATIVE') return record;
  const known = ['data', 'ttl', ...(FIELDS[type] ?? [])];
  const fields = known.flatMap((field) =>
    record[field] === undefined ? [] : [[field, record[field]] as const],
  );
  return { type: record.type, name: record.name, ...Object.fromEntries(fields) };
}

const FIELDS: { readonly [type: string]: readonly string[] } = {
  MX: ['priority'],
  SRV: ['service', 'protocol', 'priority', 'weight', 'port'],
};

/** Refuses to write where a record stands that would be lost, as we cannot say what it means. */
function refuseUnreadable(zone: DomainName, left: readonly Row[], places: readonly Place[]): void {
  const odd = left.find((row) => row.type === 'NATIVE' && places.some((place) => isAt(row.record, place)));
  if (odd !== undefined) throw wouldBeLost(zone, odd);
}

function wouldBeLost(zone: DomainName, { owner, record, rdata }: Row): RegctlError {
  return failure('PROTECTED', `${owner} ${record.type} in ${zone} holds a record of GoDaddy's own`, {
    reason: `a write there would lose or double ${rdata}`,
    hint: `delete it first: regctl dns delete ${zone} ${owner} NATIVE`,
  });
}

function apexNs(zone: DomainName): RegctlError {
  return failure('CAPABILITY_MISSING', `the apex NS records of ${zone} are GoDaddy's`, {
    reason: 'they follow the name servers of the registration',
    hint: `regctl domains ns set ${zone} NAME NAME`,
  });
}

function distinctPlaces(rows: readonly Row[]): Place[] {
  const places: Place[] = [];
  for (const { record } of rows) {
    // As the API spells it: the path must find what is there.
    const place = { type: record.type, name: record.name };
    if (!places.some((other) => isSame(other, place))) places.push(place);
  }
  return places;
}

function stateOf(rows: readonly Row[], places: readonly Place[]): string[] {
  return stateAt(
    rows.map((row) => row.record),
    places,
  );
}

function isAt(record: ApiRecord, place: Place): boolean {
  return (
    record.type === place.type &&
    (place.name === undefined || record.name.toLowerCase() === place.name.toLowerCase())
  );
}

function isSame(a: { readonly type?: string; readonly name?: string | undefined }, b: typeof a): boolean {
  return a.type === b.type && a.name?.toLowerCase() === b.name?.toLowerCase();
}
