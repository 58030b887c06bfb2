import { formatMasterFile } from '../core/master-file/format.ts';
import { absoluteName, type DomainName } from '../core/names.ts';
import { rdataFields } from '../core/records/index.ts';
import type { RRset } from '../core/rrset.ts';
import type { Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row, View } from './output/view.ts';

/** One row for each record: what tables and jq read best. */
export const RECORD_FIELDS: readonly OutputField[] = [
  { name: 'name', description: 'owner name relative to the zone, @ for the apex' },
  { name: 'type', description: 'record type' },
  { name: 'ttl', description: 'seconds' },
  { name: 'data', description: 'RDATA as text' },
  { name: 'fields', description: 'RDATA as named values' },
  { name: 'fqdn', description: 'absolute name' },
  { name: 'zone', description: 'zone' },
  { name: 'account', description: 'provider account' },
];

const COLUMNS: readonly Column[] = [
  { field: 'name', header: 'NAME' },
  { field: 'ttl', header: 'TTL', align: 'right' },
  { field: 'type', header: 'TYPE' },
  { field: 'data', header: 'DATA' },
];

/** RRsets as rows, one for each record. */
export function recordRows(zone: DomainName, account: string, rrsets: readonly RRset[]): Row[] {
  return rrsets.flatMap((rrset) =>
    rrset.rdata.map((data) => ({
      name: rrset.name,
      type: rrset.type,
      ttl: rrset.ttl,
      data,
      fields: rdataFields(rrset.type, data) as Json,
      fqdn: `${absoluteName(rrset.name, zone)}.`,
      zone,
      account,
    })),
  );
}

/** RRsets as output; `-o zone` is a master file. */
export function recordsView(
  zone: DomainName,
  account: string,
  rrsets: readonly RRset[],
  empty: string,
): View {
  return {
    kind: 'rows',
    columns: COLUMNS,
    rows: recordRows(zone, account, rrsets),
    nameField: 'name',
    empty,
    zoneText: () => formatMasterFile({ zone, rrsets }),
  };
}
