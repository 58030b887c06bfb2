import { absoluteName, isWithin, relativeName, type DomainName } from '../../../core/names.ts';
import { nextSerial, soaSerial, withSerial } from '../../../core/plan/soa.ts';
import type { Change } from '../../../core/plan/plan.ts';
import { makeRRset, type RRset } from '../../../core/rrset.ts';
import { CLASSES, encodeMessage, OPCODES, type MessageRecord } from '../../../core/wire/message.ts';

/** Types that a signing server makes itself. */
const GENERATED = ['RRSIG', 'NSEC', 'NSEC3', 'NSEC3PARAM', 'TYPE65534'];

/** Gathers the records of a transfer into RRsets; the SOA record that ends it is the one that began it. */
export function fromTransfer(zone: DomainName, records: readonly MessageRecord[]): RRset[] {
  const growing = new Map<string, { name: string; type: string; ttl: number; rdata: Set<string> }>();
  for (const record of records) {
    if (record.rdata === undefined || GENERATED.includes(record.type) || !isWithin(record.name, zone))
      continue;
    const name = relativeName(record.name, zone);
    const key = `${name} ${record.type}`;
    const known = growing.get(key);
    if (known !== undefined) known.rdata.add(record.rdata);
    else growing.set(key, { name, type: record.type, ttl: record.ttl, rdata: new Set([record.rdata]) });
  }
  return [...growing.values()].map(({ name, type, ttl, rdata }) => makeRRset(name, type, ttl, [...rdata]));
}

/**
 * Writes the update that makes the changes (RFC 2136 §2): for each what must be there now, and what shall be there afterwards. Deletions stand before
 * additions, since an addition beside a CNAME is passed over in silence (§3.4.2.2).
 *
 * @param zoneAsRead - its SOA has the serial that a changed SOA must exceed (§3.6)
 * @param when - `never`: under a prerequisite that never holds, so that the server checks the update and changes nothing
 */
export function toUpdate(
  zone: DomainName,
  changes: readonly Change[],
  zoneAsRead: readonly RRset[],
  id: number,
  when: 'as expected' | 'never' = 'as expected',
): Uint8Array {
  const present = zoneAsRead.find((rrset) => rrset.type === 'SOA');
  const deletions: MessageRecord[] = [];
  const additions: MessageRecord[] = [];
  for (const change of changes) {
    const name = absoluteName(change.name, zone);
    const { before, after, type } = change;
    if (type === 'SOA' && after !== null) {
      const serial =
        present === undefined ? soaSerial(after) : Math.max(soaSerial(after), nextSerial(soaSerial(present)));
      additions.push(...records(name, withSerial(after, serial)));
    } else if (type === 'NS' && change.name === '@' && after !== null && before !== null) {
      // The last apex NS cannot be deleted (§3.4.2.4): new ones first, then those that go, one by one.
      additions.push(...records(name, after));
      const gone = before.rdata.filter((rdata) => !after.rdata.includes(rdata));
      additions.push(...gone.map((rdata) => ({ name, type, class: CLASSES.NONE, ttl: 0, rdata })));
    } else {
      if (before !== null) deletions.push({ name, type, class: CLASSES.ANY, ttl: 0, rdata: undefined });
      if (after !== null) additions.push(...records(name, after));
    }
  }
  return encodeMessage({
    id,
    opcode: OPCODES.UPDATE,
    questions: [{ name: zone, type: 'SOA' }],
    answers: when === 'never' ? [withoutSoa(zone)] : changes.flatMap((change) => prerequisites(zone, change)),
    authority: [...deletions, ...additions],
  });
}

/** RFC 2136 §2.4.3: there is no SOA record, which no zone can fulfil. */
function withoutSoa(zone: DomainName): MessageRecord {
  return { name: zone, type: 'SOA', class: CLASSES.NONE, ttl: 0, rdata: undefined };
}

/** RFC 2136 §2.4.2 and §2.4.3: exactly these RDATA, or no such RRset. TTLs cannot be asked for. */
function prerequisites(zone: DomainName, change: Change): MessageRecord[] {
  const name = absoluteName(change.name, zone);
  // The serial of a SOA record moves by itself.
  if (change.type === 'SOA') return [];
  if (change.before === null)
    return [{ name, type: change.type, class: CLASSES.NONE, ttl: 0, rdata: undefined }];
  return change.before.rdata.map((rdata) => ({ name, type: change.type, class: CLASSES.IN, ttl: 0, rdata }));
}

function records(name: DomainName, rrset: RRset): MessageRecord[] {
  return rrset.rdata.map((rdata) => ({ name, type: rrset.type, class: CLASSES.IN, ttl: rrset.ttl, rdata }));
}
