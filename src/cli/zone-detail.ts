import { toJsonObject } from '../core/json.ts';
import type { ZoneDetail } from '../control-plane/index.ts';
import type { OutputField } from './command-record.ts';
import type { View } from './output/view.ts';

export const ZONE_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'zone' },
  { name: 'account', description: 'provider account' },
  { name: 'provider', description: 'kind of provider' },
  { name: 'serial', description: 'SOA serial' },
  { name: 'records', description: 'number of records' },
  { name: 'rrsets', description: 'number of RRsets' },
  { name: 'nameservers', description: 'servers that are authoritative, by the provider' },
  { name: 'dnssec', description: 'signed, unsigned or unknown' },
  { name: 'dnssecState', description: 'DS and DNSKEY, where the provider tells' },
  { name: 'hash', description: 'digest of the content, the SOA record left out' },
  { name: 'metadata', description: 'facts of the provider without a common name' },
];

/** A zone's facts as output. */
export function zoneView(zone: ZoneDetail): View {
  const value = { ...zone, nameservers: zone.nameservers.map((server) => server.name) };
  return { kind: 'object', value: toJsonObject(value), nameField: 'name' };
}
