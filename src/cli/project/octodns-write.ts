import { stringify } from 'yaml';
import { rdataFields } from '../../core/records/index.ts';
import { textOf } from '../../core/records/txt.ts';
import type { RRset } from '../../core/rrset.ts';
import { sortRRsets } from '../../core/zone.ts';
import { writeExtras } from './octodns-extras.ts';
import { compareNaturally } from './natural-order.ts';

/** octoDNS's names of the parts that differ from ours. */
const RENAMED: { readonly [type: string]: { readonly [field: string]: string } } = {
  SSHFP: { fingerprintType: 'fingerprint_type' },
  TLSA: { usage: 'certificate_usage', matchingType: 'matching_type', data: 'certificate_association_data' },
  DS: { keyTag: 'key_tag', digestType: 'digest_type' },
  NAPTR: { services: 'service' },
};

/** Types that octoDNS writes in parts; all others are text. */
const IN_PARTS = ['MX', 'SRV', 'CAA', 'SSHFP', 'TLSA', 'DS', 'NAPTR', 'URI'];

/** Writes a zone in octoDNS's YAML layout; SOA is left out, as octoDNS does not manage it. */
export function formatOctodnsZone(rrsets: readonly RRset[]): string {
  const names = new Map<string, object[]>();
  for (const rrset of sortRRsets(rrsets)) {
    if (rrset.type === 'SOA') continue;
    const key = rrset.name === '@' ? '' : rrset.name;
    const records = names.get(key);
    if (records === undefined) names.set(key, [toRecord(rrset)]);
    else records.push(toRecord(rrset));
  }
  // A map, as an object would put names that are numbers first.
  const zone = new Map(
    [...names]
      .toSorted(([a], [b]) => compareNaturally(a, b))
      .map(([name, records]) => [name, records.length === 1 ? records[0] : records]),
  );
  // octoDNS reads YAML 1.1, to which an unquoted `no` is false.
  return `---\n${stringify(zone, { lineWidth: 0, compat: 'yaml-1.1' })}`;
}

function toRecord(rrset: RRset): object {
  const values = rrset.rdata.map((rdata) => toValue(rrset.type, rdata));
  const options = writeExtras(rrset.extras);
  return {
    ...(options === undefined ? {} : { octodns: options }),
    ttl: rrset.ttl,
    type: rrset.type,
    ...(values.length === 1 ? { value: values[0] } : { values }),
  };
}

function toValue(type: string, rdata: string): unknown {
  if (type === 'TXT') return textOf(rdata).replaceAll(';', '\\;');
  if (!IN_PARTS.includes(type)) return rdata;
  const renamed = RENAMED[type] ?? {};
  return Object.fromEntries(
    Object.entries(rdataFields(type, rdata))
      .map(([field, value]) => [renamed[field] ?? field, value] as const)
      .toSorted(([a], [b]) => compareNaturally(a, b)),
  );
}
