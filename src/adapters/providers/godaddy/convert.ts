import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import { parseDomainName, splitLabels, type DomainName, type OwnerName } from '../../../core/names.ts';
import { parseRdata, parseRdataTokens, rdataFields } from '../../../core/records/index.ts';
import { nativeRdata } from '../../../core/records/native.ts';
import { splitRdata } from '../../../core/records/tokens.ts';
import { textOf } from '../../../core/records/txt.ts';
import {
  makeRRset,
  MAX_TTL,
  rrsetKey,
  type Rdata,
  type RRset,
  type RRTypeName,
} from '../../../core/rrset.ts';
import { failure } from './failures.ts';
import { apiRecord, type ApiRecord } from './schema.ts';

/** What v1 writes: CAA is listed and answered with 422 when written (read 2026-11-21). */
export const WRITABLE_TYPES: readonly RRTypeName[] = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'SRV', 'TXT'];

/** Who keeps what the API shows and does not write. */
export const CONSOLE = 'godaddy-console';

/** A record of the API, and what it is in our terms. */
export interface Row {
  readonly record: ApiRecord;
  readonly owner: OwnerName;
  /** NATIVE where no type of ours can say it: `Parked` in the place of an address, an unknown type. */
  readonly type: RRTypeName;
  readonly rdata: Rdata;
  readonly ttl: number;
}

type Reader = (record: ApiRecord, zone: DomainName) => Rdata;

const READERS: { readonly [type: string]: Reader } = {
  A: (record) => parseRdata('A', text(record, 'data'), ''),
  AAAA: (record) => parseRdata('AAAA', text(record, 'data'), ''),
  CNAME: (record, zone) => parseRdata('CNAME', target(record, zone), ''),
  NS: (record, zone) => parseRdata('NS', target(record, zone), ''),
  MX: (record, zone) => parseRdata('MX', `${number(record, 'priority')} ${target(record, zone)}`, ''),
  SRV: (record, zone) => {
    const numbers = ['priority', 'weight', 'port'].map((field) => number(record, field));
    return parseRdata('SRV', [...numbers, target(record, zone)].join(' '), '');
  },
  // The text as it is: quotes and backslashes are part of the value (read 2026-11-21).
  TXT: (record) =>
    parseRdataTokens('TXT', [{ text: text(record, 'data').replaceAll('\\', '\\\\'), quoted: true }], ''),
  // How v1 lists CAA is not written down: in one text, or with the fields of v3.
  CAA: (record) =>
    typeof record['tag'] === 'string'
      ? parseRdata(
          'CAA',
          `${number(record, 'flag')} ${record['tag']} ${JSON.stringify(text(record, 'data'))}`,
          '',
        )
      : parseRdata('CAA', text(record, 'data'), ''),
  SOA: (record) => parseRdata('SOA', text(record, 'data'), ''),
};

/** Gives every record of a zone but a SOA without its numbers: the API shows its first name server alone (read 2026-11-21), and writes none. */
export function readRows(zone: DomainName, records: readonly ApiRecord[]): Row[] {
  return records
    .map((record) => readRow(zone, record))
    .filter((row) => row.type !== 'NATIVE' || row.record.type !== 'SOA');
}

/** Gives a record in our terms; what cannot be told in them keeps all its fields as NATIVE. */
export function readRow(zone: DomainName, record: ApiRecord): Row {
  const { ttl, type } = record;
  const read = READERS[type];
  if (read !== undefined && typeof ttl === 'number' && Number.isInteger(ttl) && ttl >= 0 && ttl <= MAX_TTL) {
    try {
      return { record, owner: ownerOf(record), type, rdata: read(record, zone), ttl };
    } catch (error) {
      // It is kept as NATIVE below.
      if (!isRegctlError(error)) throw error;
    }
  }
  return { record, owner: nameOrApex(record), type: 'NATIVE', rdata: nativeRdata(record), ttl: 0 };
}

/** Gives the RRsets of rows. Rows of one RRset with several TTLs show the smallest, which is the one that counts (RFC 2181 §5.2). */
export function toRRsets(rows: readonly Row[]): RRset[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = rrsetKey({ name: row.owner, type: row.type });
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].map((group) => {
    const { owner, type } = group[0] as Row;
    const ttl = Math.min(...group.map((row) => row.ttl));
    const rrset = makeRRset(
      owner,
      type,
      ttl,
      group.map((row) => row.rdata),
    );
    if (type !== 'CAA' && type !== 'NATIVE') return rrset;
    const isWritable = group.every((row) => WRITABLE_TYPES.includes(row.record.type));
    return { ...rrset, extras: { managedBy: isWritable ? null : CONSOLE } };
  });
}

/**
 * Gives the rows of an RRset that is to be written.
 *
 * @throws RegctlError `INVALID_RDATA` for what the API's form cannot hold, `RRTYPE_UNSUPPORTED`
 */
export function toRows(zone: DomainName, rrset: RRset): Row[] {
  return rrset.rdata.map((rdata) => {
    const record = rrset.type === 'NATIVE' ? nativeRecord(rrset.name, rdata) : toRecord(rrset, rdata);
    if (!WRITABLE_TYPES.includes(record.type)) throw notWritable(rrset.name, record.type);
    const row = readRow(zone, record);
    // What does not come back the same would be another record than the one wanted.
    if (row.owner !== rrset.name || row.type !== rrset.type || row.rdata !== rdata)
      throw cannotHold(rrset, rdata);
    return row;
  });
}

/** The name by which the API keeps a record in its paths: for SRV what follows the service and the protocol. */
export function pathName(owner: OwnerName, type: RRTypeName): string {
  if (type !== 'SRV') return owner;
  return splitLabels(owner).slice(2).join('.') || '@';
}

export function notWritable(name: OwnerName, type: RRTypeName): RegctlError {
  return failure('RRTYPE_UNSUPPORTED', `${name}: the API does not write ${type} records`, {
    reason: `it takes ${WRITABLE_TYPES.join(', ')}; others are shown only`,
    hint: 'change them at https://dcc.godaddy.com/control/portfolio',
  });
}

function toRecord({ name, type, ttl }: RRset, rdata: Rdata): ApiRecord {
  const words = splitRdata(rdata);
  const base = { type, name: pathName(name, type), ttl };
  switch (type) {
    case 'TXT':
      return { ...base, data: textOf(rdata) };
    case 'MX':
      return { ...base, data: bare(words[1]), priority: Number(words[0]) };
    case 'SRV': {
      const [service = '', protocol = ''] = splitLabels(name);
      const [priority, weight, port] = words.map(Number);
      return {
        ...base,
        data: bare(words[3]),
        priority: priority ?? 0,
        weight: weight ?? 0,
        port: port ?? 0,
        service,
        protocol,
      };
    }
    default:
      return { ...base, data: type === 'CNAME' || type === 'NS' ? bare(rdata) : rdata };
  }
}

function nativeRecord(name: OwnerName, rdata: Rdata): ApiRecord {
  const record = apiRecord.safeParse(rdataFields('NATIVE', rdata));
  if (record.success && typeof record.data['data'] === 'string') return record.data;
  throw failure('INVALID_RDATA', `${name} NATIVE: ${rdata} is no record of GoDaddy`, {
    reason: 'it needs the fields type, name and data, each a text',
    hint: 'see what is there with `regctl dns list ZONE --type NATIVE`',
  });
}

function cannotHold({ name, type }: RRset, rdata: Rdata): RegctlError {
  const reasons: { readonly [type: string]: string } = {
    TXT: 'the API keeps one text of UTF-8 for each record and cuts it itself, at 255 octets',
    SRV: 'the API takes a name of a service and a protocol, such as _sip._tcp, and names without escapes',
    NATIVE: 'its name must be the one it stands at, and its fields must be none that a type of ours says',
  };
  return failure('INVALID_RDATA', `${name} ${type}: ${rdata} has no form at GoDaddy`, {
    reason: reasons[type] ?? 'the API takes no escapes in names',
    hint: type === 'TXT' ? 'give the text in one piece' : 'nothing was written; correct it',
  });
}

function ownerOf(record: ApiRecord): OwnerName {
  const name = record.name === '@' ? '@' : plainName(record.name);
  if (record.type !== 'SRV') return name;
  const service = `${serviceLabel(record, 'service')}.${serviceLabel(record, 'protocol')}`;
  return plainName(name === '@' ? service : `${service}.${name}`);
}

function nameOrApex(record: ApiRecord): OwnerName {
  try {
    return record.name === '@' ? '@' : plainName(record.name);
  } catch (error) {
    // The fields of a NATIVE record hold the name as it is.
    if (!isRegctlError(error)) throw error;
    return '@';
  }
}

/** A host name as the API has it: without trailing dot, `@` for the apex (read 2026-11-21). */
function target(record: ApiRecord, zone: DomainName): string {
  const data = text(record, 'data');
  return data === '@' ? `${zone}.` : `${plainName(data)}.`;
}

function bare(name = ''): string {
  return name === '.' ? name : name.slice(0, -1);
}

/** The API has no escapes: a backslash in a name of its would be a character. */
function plainName(name: string): DomainName {
  if (name.includes('\\')) throw unreadable(name);
  return parseDomainName(name);
}

function text(record: ApiRecord, field: string): string {
  const value = record[field];
  if (typeof value === 'string') return value;
  throw unreadable(field);
}

function serviceLabel(record: ApiRecord, field: string): string {
  const value = text(record, field);
  if (/^[^.\s]+$/.test(value)) return value;
  throw unreadable(field);
}

function number(record: ApiRecord, field: string): number {
  const value = record[field];
  if (typeof value === 'number') return value;
  throw unreadable(field);
}

function unreadable(what: string): RegctlError {
  return new RegctlError('INVALID_RDATA', `${JSON.stringify(what)} cannot be read`);
}
