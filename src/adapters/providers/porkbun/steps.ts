import { isRegctlError, RegctlError, type Json } from '../../../core/errors.ts';
import { isWithin, type DomainName, type OwnerName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import type { Change } from '../../../core/plan/plan.ts';
import type { Rdata, RRset, RRTypeName } from '../../../core/rrset.ts';
import { fromContent, toBody, toLabel } from './convert.ts';
import { forwardOwners, pointsHome, toRRsets, type Held } from './held.ts';
import { parseNative, type RawRecord, type UrlForward } from './native.ts';

/** One request of a write. */
export interface Step {
  readonly call:
    'dns/create' | 'dns/edit' | 'dns/delete' | 'domain/addUrlForward' | 'domain/deleteUrlForward';
  /** For messages: name and type. */
  readonly what: string;
  /** Of the record or forward; absent for new ones. */
  readonly id?: string;
  readonly body: object;
}

/**
 * Compiles changes to requests: records that stay are not touched, a changed one is edited and keeps its id, and within one RRset nothing goes before what
 * replaces it is there. URL forwards go first and come last, since the records that Porkbun makes for them share their names with others.
 *
 * @param held - what the zone holds now
 * @throws RegctlError `INVALID_RDATA`, `INVALID_INPUT`, `INVALID_ZONE`, all before the first request
 */
export function toSteps(zone: DomainName, held: readonly Held[], changes: readonly Change[]): Step[] {
  // Porkbun keeps its apex NS rows itself, and refuses edits of them (read 2026-11-21).
  const wanted = changes.filter((change) => change.name !== '@' || change.type !== 'NS');
  const forwards = held.filter((one) => one.kind === 'forward');
  const leaving = forwards.filter((one) => wanted.some((change) => isLeaving(one, change)));
  const coming = wanted.flatMap((change) => comingForwards(change, forwards));
  refuseCollisions(held, wanted, coming);
  // The records of a forward go with it.
  const gone = new Set(leaving.flatMap((one) => one.owners ?? []));
  const records = held.filter(
    (one) => one.kind === 'record' && !(one.managedBy === 'url-forwarding' && gone.has(one.name)),
  );
  return [
    ...leaving.map((one): Step => ({
      call: 'domain/deleteUrlForward',
      what: label(one),
      id: one.id,
      body: {},
    })),
    ...wanted.flatMap((change) => recordSteps(zone, records, change)),
    ...coming.map(({ name, forward }) => addForward(name, forward)),
  ];
}

/** Throws what `toSteps` does for data that Porkbun cannot keep, whatever the zone holds. */
export function checkBodies(zone: DomainName, changes: readonly Change[]): void {
  for (const { before, after } of changes) {
    if (after === null) continue;
    for (const rdata of after.rdata) if (before?.rdata.includes(rdata) !== true) bodyOf(zone, after, rdata);
  }
}

interface NamedForward {
  readonly name: OwnerName;
  readonly forward: UrlForward;
}

function isLeaving(one: Held, change: Change): boolean {
  return (
    change.type === 'NATIVE' && change.name === one.name && change.after?.rdata.includes(one.rdata) !== true
  );
}

function comingForwards(change: Change, present: readonly Held[]): NamedForward[] {
  if (change.type !== 'NATIVE') return [];
  return (change.after?.rdata ?? []).flatMap((rdata): NamedForward[] => {
    if (present.some((one) => one.name === change.name && one.rdata === rdata)) return [];
    const forward = parseNative(change.name, rdata);
    return forward.kind === 'url-forward' ? [{ name: change.name, forward }] : [];
  });
}

/** What Porkbun does to other records at the name of a new forward is not documented; only parking records may give way. */
function refuseCollisions(
  held: readonly Held[],
  changes: readonly Change[],
  coming: readonly NamedForward[],
): void {
  if (coming.length === 0) return;
  const after = applyChanges(toRRsets(held), changes);
  for (const { name, forward } of coming) {
    const owners = forwardOwners({ subdomain: name === '@' ? '' : name, wildcard: forward.wildcard });
    const other = after.find(
      (rrset) =>
        owners.includes(rrset.name) &&
        ['A', 'AAAA', 'ALIAS', 'CNAME'].includes(rrset.type) &&
        !rrset.rdata.every((rdata) => pointsHome({ type: rrset.type, rdata })),
    );
    if (other === undefined) continue;
    throw new RegctlError(
      'INVALID_ZONE',
      `a URL forward at ${name} cannot stand beside ${other.name} ${other.type}`,
      {
        reason: 'Porkbun needs the name for records of its own',
        hint: `delete ${other.name} ${other.type} first, or put the forward at another name`,
        provider: 'porkbun',
      },
    );
  }
}

function addForward(name: OwnerName, { location, type, includePath, wildcard }: UrlForward): Step {
  const body = { subdomain: toLabel(name, 'NATIVE'), location, type, includePath, wildcard };
  return { call: 'domain/addUrlForward', what: label({ name, type: 'NATIVE' }), body };
}

function recordSteps(zone: DomainName, records: readonly Held[], change: Change): Step[] {
  const present = records.filter((one) => one.name === change.name && one.type === change.type);
  const { after } = change;
  const kept = present.filter((one) => after?.rdata.includes(one.rdata) === true);
  const surplus = present.filter((one) => !kept.includes(one));
  const missing = (after?.rdata ?? []).filter((rdata) => !kept.some((one) => one.rdata === rdata));
  const steps: Step[] = [];
  if (after !== null) {
    for (const one of kept) if (needsEdit(one, after)) steps.push(edit(one, zone, after, one.rdata));
    for (const rdata of missing) {
      const body = bodyOf(zone, after, rdata);
      if (body === undefined) continue;
      const replaced = surplus.shift();
      steps.push(
        replaced === undefined
          ? { call: 'dns/create', what: label(change), body }
          : edit(replaced, zone, after, rdata),
      );
    }
  }
  return [
    ...steps,
    ...surplus.map((one): Step => ({ call: 'dns/delete', what: label(one), id: one.id, body: {} })),
  ];
}

function label({ name, type }: { readonly name: OwnerName; readonly type: RRTypeName }): string {
  return `${name} ${type}`;
}

function needsEdit(one: Held, after: RRset): boolean {
  if (one.type === 'NATIVE') return false;
  const note = noteFor(after, one.rdata);
  return one.ttl !== after.ttl || (note !== undefined && note !== one.notes);
}

function edit(one: Held, zone: DomainName, after: RRset, rdata: Rdata): Step {
  const body = bodyOf(zone, after, rdata) ?? {};
  const note = after.type === 'NATIVE' ? undefined : noteFor(after, rdata);
  // Without `notes` the present one stays; empty clears it (API v3, "DNS Edit Record", read 2026-11-21).
  const clears = note === null && one.notes !== null;
  return { call: 'dns/edit', what: label(one), id: one.id, body: clears ? { ...body, notes: '' } : body };
}

/** The body for one record of an RRset; undefined for a URL forward, which has a call of its own. */
function bodyOf(zone: DomainName, after: RRset, rdata: Rdata): object | undefined {
  if (after.type === 'NATIVE') return rawBody(zone, after.name, rdata);
  const note = noteFor(after, rdata) ?? null;
  return { ...toBody(after.name, after.type, rdata, after.ttl), ...(note === null ? {} : { notes: note }) };
}

/** A record that regctl cannot read, from the fields that it was read as. */
function rawBody(zone: DomainName, owner: OwnerName, rdata: Rdata): object | undefined {
  const raw = parseNative(owner, rdata);
  if (raw.kind === 'url-forward') return undefined;
  const { type, content, ttl, prio, notes, name } = raw;
  if (isReadable(raw) && name === undefined)
    throw noRaw(owner, `regctl reads ${type} records of this form itself`, `write it as ${type}`);
  if (name !== undefined && !(owner === '@' && isWithin(name, zone)))
    throw noRaw(owner, `${name} is not inside zone ${zone}`, 'leave out "name"');
  const label = name === undefined ? toLabel(owner, 'NATIVE') : name.slice(0, -zone.length - 1);
  return { name: label, type, content, ttl: String(ttl), prio: String(prio), notes: notes ?? '' };
}

function isReadable(raw: RawRecord): boolean {
  try {
    return fromContent(raw) !== undefined;
  } catch (error) {
    if (isRegctlError(error)) return false;
    throw error;
  }
}

/** What `extras.notes` says for one record: a note, null for none, undefined where nothing is said. */
function noteFor(rrset: RRset, rdata: Rdata): string | null | undefined {
  const notes = rrset.extras?.['notes'];
  if (notes === undefined) return undefined;
  const own =
    typeof notes === 'object' && notes !== null && !Array.isArray(notes)
      ? ((notes as { readonly [rdata: string]: Json })[rdata] ?? null)
      : notes;
  if (own === '' || own === null) return null;
  if (typeof own === 'string') return own;
  throw new RegctlError('INVALID_INPUT', `extras.notes of ${rrset.name} ${rrset.type} is no note`, {
    reason: 'it is text, null, or an object of RDATA and text',
    hint: 'write it such as "notes": "mail"',
    provider: 'porkbun',
  });
}

function noRaw(owner: OwnerName, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_RDATA', `${owner} NATIVE is nothing that Porkbun keeps`, {
    reason,
    hint,
    provider: 'porkbun',
  });
}
