import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { applyChanges } from '../../../core/plan/diff.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { makeRRset, rrsetKey, type Rdata, type RRset } from '../../../core/rrset.ts';
import { readLine, writeLine, type LineRecord } from './line.ts';

/** One line of the zone text as it stands, and what it was read as; null for a blank one. */
export interface ZoneLine {
  readonly text: string;
  readonly record: LineRecord | null;
}

/**
 * Reads the zone text (the API's `records`, read 2026-11-21): one record a line, `type host data` parted by blanks, type in lower case, hosts relative to the zone.
 * A line outside this grammar (a URL forward, whatever the console knows besides) becomes a NATIVE record at the apex, so that plans and snapshots see it.
 */
export function readLines(zone: DomainName, text: string): ZoneLine[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => ({ text: line, record: readLine(zone, line) }));
}

export function writeLines(lines: readonly ZoneLine[]): string {
  return lines.map((line) => line.text).join('\n');
}

/** @param ttl - seconds, of the whole zone */
export function rrsetsOf(lines: readonly ZoneLine[], ttl: number): RRset[] {
  const groups = new Map<string, { readonly first: LineRecord; readonly rdata: Rdata[] }>();
  for (const { record } of lines) {
    if (record === null) continue;
    const group = groups.get(rrsetKey(record));
    if (group === undefined) groups.set(rrsetKey(record), { first: record, rdata: [record.rdata] });
    else group.rdata.push(record.rdata);
  }
  return [...groups.values()].map(({ first, rdata }) =>
    makeRRset(first.name, first.type, first.type === 'NATIVE' ? 0 : ttl, [...new Set(rdata)]),
  );
}

/**
 * Makes the changes to the lines. Lines of records that stay, duplicates and blank lines included, keep their text and order; new lines take the place of
 * the first one that goes from the same RRset, or stand at the end.
 *
 * @throws RegctlError what {@link writeLine} throws
 */
export function editLines(
  zone: DomainName,
  lines: readonly ZoneLine[],
  changes: readonly Change[],
): ZoneLine[] {
  const wanted = new Map(
    changes.map((change) => [rrsetKey(change), new Set<Rdata>(change.after?.rdata ?? [])]),
  );
  const held = new Set(lines.flatMap(({ record }) => (record === null ? [] : [lineKey(record)])));
  const added = new Map(
    changes.map(({ name, type, after }) => [
      rrsetKey({ name, type }),
      (after?.rdata ?? [])
        .map((rdata) => ({ name, type, rdata }))
        .filter((record) => !held.has(lineKey(record)))
        .map((record) => ({ text: writeLine(zone, record), record })),
    ]),
  );
  const edited: ZoneLine[] = [];
  const place = (key: string): void => {
    edited.push(...(added.get(key) ?? []));
    added.delete(key);
  };
  for (const line of lines) {
    const key = line.record === null ? '' : rrsetKey(line.record);
    const stays = wanted.get(key);
    if (line.record === null || stays === undefined || stays.has(line.record.rdata)) edited.push(line);
    else place(key);
  }
  for (const key of added.keys()) place(key);
  return edited;
}

/** Throws what {@link editLines} does, whatever the zone holds. */
export function checkLines(zone: DomainName, changes: readonly Change[]): void {
  for (const { name, type, before, after } of changes)
    for (const rdata of after?.rdata ?? [])
      if (before?.rdata.includes(rdata) !== true) writeLine(zone, { name, type, rdata });
}

/**
 * Gives the TTL that the zone has once the changes are made.
 *
 * @param present - seconds, what it has now
 * @throws RegctlError `INVALID_TTL` where the records would need several
 */
export function ttlAfter(
  zone: DomainName,
  rrsets: readonly RRset[],
  changes: readonly Change[],
  present: number,
): number {
  const ttls = new Set(
    applyChanges(rrsets, changes).flatMap(({ type, ttl }) => (type === 'NATIVE' ? [] : [ttl])),
  );
  if (ttls.size < 2) return [...ttls][0] ?? present;
  throw new RegctlError('INVALID_TTL', `zone ${zone} cannot hold the TTLs ${[...ttls].join(', ')}`, {
    reason: 'VALUE-DOMAIN has one TTL for a whole zone',
    hint: `give every record the same TTL in one step, as with \`regctl zones edit ${zone}\``,
    provider: 'value-domain',
  });
}

function lineKey(record: LineRecord): string {
  return `${rrsetKey(record)} ${record.rdata}`;
}
