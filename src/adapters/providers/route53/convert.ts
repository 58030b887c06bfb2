import { isRegctlError, RegctlError, type Json } from '../../../core/errors.ts';
import { absoluteName, relativeName, type DomainName, type OwnerName } from '../../../core/names.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { parseRdata, rdataFields } from '../../../core/records/index.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import type { RdataFields } from '../../../core/records/rr-type.ts';
import { makeRRset, rrsetKey, type Rdata, type RRset } from '../../../core/rrset.ts';
import { MAX_BATCH_CHARACTERS, MAX_BATCH_VALUES, MAX_VALUE_CHARACTERS, TYPES } from './limits.ts';
import {
  checkRecordSet,
  fieldText,
  readRecordSet,
  hasMoreThanValues,
  valuesOf,
  type RecordSet,
} from './record-set.ts';
import type { ApiRecordSet } from './schema.ts';
import { fromApiName, fromApiText, toApiName, toApiText } from './text.ts';

/** A zone as it was read: what regctl knows of it, and what the API needs to delete it. */
export interface Content {
  readonly rrsets: readonly RRset[];
  /** The sets behind the RRsets that are not NATIVE, by their key, to the letter. */
  readonly stored: ReadonlyMap<string, RecordSet>;
}

/** One step of a change batch. */
export interface BatchStep {
  readonly action: 'CREATE' | 'DELETE';
  readonly set: RecordSet;
}

/**
 * Gives the RRsets of a zone. Simple sets become RRsets of their type; routed sets, aliases, and all that regctl could not say in full stay as they are,
 * as NATIVE data of their owner name.
 *
 * @param product - who else writes this zone
 */
export function fromApi(zone: DomainName, sets: readonly ApiRecordSet[], product: string | null): Content {
  const managed = product === null ? {} : { extras: { managedBy: product } };
  const rrsets: RRset[] = [];
  const stored = new Map<string, RecordSet>();
  const native = new Map<OwnerName, RdataFields[]>();
  for (const found of sets) {
    const set = readRecordSet(found);
    const owner = relativeName(fromApiName(set.name), zone);
    const simple = asSimple(owner, set.fields);
    if (simple === undefined) native.set(owner, [...(native.get(owner) ?? []), set.fields]);
    else {
      rrsets.push({ ...simple, ...managed });
      stored.set(rrsetKey(simple), set);
    }
  }
  for (const [owner, list] of native) {
    // Deleted here it would go on to be charged: the instance is what has to be deleted (API reference, TrafficPolicyInstanceId, read 2026-11-21).
    const policy = list.some((fields) => fields['TrafficPolicyInstanceId'] !== undefined);
    rrsets.push({
      ...makeRRset(owner, 'NATIVE', 0, list.map(nativeRdata)),
      ...(policy ? { extras: { managedBy: 'route53-traffic-policy' } } : managed),
    });
  }
  return { rrsets, stored };
}

/** The RRset that says the same as a set; undefined where none does. */
function asSimple(owner: OwnerName, fields: RdataFields): RRset | undefined {
  const { Type: type, TTL: ttl, ResourceRecords: _, ...more } = fields;
  const values = valuesOf(fields);
  if (Object.keys(more).length > 0 || values.length === 0 || hasMoreThanValues(fields)) return undefined;
  if (typeof type !== 'string' || typeof ttl !== 'number' || !TYPES.includes(type)) return undefined;
  try {
    // Hosts without a trailing dot are absolute, and come back as they were entered (read 2026-11-21).
    return makeRRset(
      owner,
      type,
      ttl,
      values.map((value) => parseRdata(type, fromApiText(value), '')),
    );
  } catch (error) {
    if (!isRegctlError(error, 'INVALID_RDATA', 'INVALID_NAME', 'INVALID_TTL')) throw error;
    return undefined;
  }
}

/**
 * Gives the change batch that makes the changes: the sets that go, to the letter, and then those that come. The API refuses it whole when one that goes is
 * no longer as it was, or one that comes is there.
 *
 * @param stored - the sets as they were read
 * @throws RegctlError `INVALID_RDATA`
 */
export function toApi(zone: DomainName, changes: readonly Change[], stored: Content['stored']): BatchStep[] {
  const gone = changes.flatMap((change) => leaving(zone, change, stored));
  const come = changes.flatMap((change) => coming(zone, change));
  // An alias goes before what it points to and comes after it.
  return [
    ...gone
      .toSorted((a, b) => aliasRank(a) - aliasRank(b))
      .map((set) => ({ action: 'DELETE', set }) as const),
    ...come
      .toSorted((a, b) => aliasRank(b) - aliasRank(a))
      .map((set) => ({ action: 'CREATE', set }) as const),
  ];
}

/** Sorts aliases to the front. */
export function aliasRank({ fields }: RecordSet): number {
  return fields['AliasTarget'] === undefined ? 1 : 0;
}

function leaving(
  zone: DomainName,
  { name, type, before, after }: Change,
  stored: Content['stored'],
): RecordSet[] {
  if (before === null) return [];
  if (type === 'NATIVE') return nativeSets(zone, name, without(before.rdata, after?.rdata));
  return [stored.get(rrsetKey(before)) ?? simpleSet(zone, before)];
}

function coming(zone: DomainName, { name, type, before, after }: Change): RecordSet[] {
  if (after === null) return [];
  if (type !== 'NATIVE') return [simpleSet(zone, after)];
  checkNative(name, after.rdata);
  const sets = nativeSets(zone, name, without(after.rdata, before?.rdata));
  for (const { fields } of sets) {
    checkRecordSet(`${name} NATIVE`, fields);
    if (asSimple(name, fields) !== undefined)
      throw new RegctlError('INVALID_RDATA', `${name} NATIVE holds an ordinary RRset`, {
        reason: `it says no more than ${name} ${fieldText(fields, 'Type')} does`,
        hint: `write it as ${fieldText(fields, 'Type')}`,
        provider: 'route53',
      });
  }
  return sets;
}

/** Two sets of one type at one name differ by their identifiers. */
function checkNative(owner: OwnerName, rdata: readonly Rdata[]): void {
  const seen = new Set<string>();
  for (const fields of rdata.map((each) => rdataFields('NATIVE', each))) {
    const key = `${fieldText(fields, 'Type')} ${fieldText(fields, 'SetIdentifier')}`;
    if (seen.has(key))
      throw new RegctlError('INVALID_RDATA', `${owner} NATIVE holds the set ${key.trim()} twice`, {
        reason: 'the sets of one type need different SetIdentifiers',
        hint: 'nothing was written; give each its own',
        provider: 'route53',
      });
    seen.add(key);
  }
}

function without(rdata: readonly Rdata[], other: readonly Rdata[] = []): readonly Rdata[] {
  return rdata.filter((each) => !other.includes(each));
}

function nativeSets(zone: DomainName, owner: OwnerName, rdata: readonly Rdata[]): RecordSet[] {
  const name = toApiName(absoluteName(owner, zone));
  return rdata.map((each) => ({ name, fields: rdataFields('NATIVE', each) }));
}

function simpleSet(zone: DomainName, rrset: RRset): RecordSet {
  const values = rrset.rdata.map((rdata): Json => ({ Value: toValue(rrset, rdata) }));
  return {
    name: toApiName(absoluteName(rrset.name, zone)),
    fields: { Type: rrset.type, TTL: rrset.ttl, ResourceRecords: values },
  };
}

function toValue({ name, type }: RRset, rdata: Rdata): string {
  const value = toApiText(rdata);
  if (value.length <= MAX_VALUE_CHARACTERS) return value;
  throw new RegctlError('INVALID_RDATA', `${name} ${type} has a value of ${value.length} characters`, {
    reason: `Route 53 takes ${MAX_VALUE_CHARACTERS}, quotes and escapes counted`,
    hint: 'nothing was written; shorten it',
    provider: 'route53',
  });
}

/** The part of one change batch that these steps take; above 1 they do not fit. */
export function shareOfBatch(steps: readonly BatchStep[]): number {
  let values = 0;
  let characters = 0;
  for (const { set } of steps) {
    const list = valuesOf(set.fields);
    // An alias has no value; that it counts as one is unconfirmed (2026-11-21).
    values += Math.max(1, list.length);
    for (const value of list) characters += value.length;
  }
  return Math.max(values / MAX_BATCH_VALUES, characters / MAX_BATCH_CHARACTERS);
}

/** Cuts steps into batches that fit, in order. */
export function cutBatches(steps: readonly BatchStep[]): BatchStep[][] {
  const batches: BatchStep[][] = [];
  let room = 0;
  for (const step of steps) {
    const share = shareOfBatch([step]);
    if (share > room || batches.length === 0) {
      batches.push([]);
      room = 1;
    }
    batches.at(-1)?.push(step);
    room -= share;
  }
  return batches;
}
