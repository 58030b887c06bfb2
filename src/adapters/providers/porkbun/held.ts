import { isRegctlError, type Json } from '../../../core/errors.ts';
import { parseDomainName, relativeName, type DomainName, type OwnerName } from '../../../core/names.ts';
import { makeRRset, type Rdata, type RRset, type RRTypeName } from '../../../core/rrset.ts';
import { fromContent } from './convert.ts';
import { forwardRdata, recordRdata } from './native.ts';
import type { ApiForward, ApiRecord } from './schema.ts';

/** One record or URL forward that the zone holds, in our form and with what is needed to write it. */
export interface Held {
  readonly id: string;
  readonly kind: 'record' | 'forward';
  readonly name: OwnerName;
  readonly type: RRTypeName;
  readonly rdata: Rdata;
  readonly ttl: number;
  readonly notes: string | null;
  /** The product that made it and keeps it. */
  readonly managedBy?: 'url-forwarding' | 'free-tls';
  /** Of a forward: the owner names whose records Porkbun makes for it. */
  readonly owners?: readonly OwnerName[];
}

/** RFC 8555 §8.4: the text of a challenge is a SHA-256 in base64url. */
const CHALLENGE = /^"[A-Za-z0-9_-]{43}"$/;
/** URL forwards and parking pages point here (read 2026-11-21). */
const OWN_HOST = /(?:^|\.)porkbun\.com\.$/;

/** Gives everything that a zone holds in our form. What regctl cannot read becomes NATIVE, so that it is seen and stays. */
export function heldOf(
  zone: DomainName,
  records: readonly ApiRecord[],
  forwards: readonly ApiForward[],
): Held[] {
  const owners = new Set(forwards.flatMap((forward) => forwardOwners(forward)));
  const rows = records.map((record) => heldRecord(zone, record));
  const isTls = rows
    .filter((row) => row.name === '_acme-challenge' && row.type === 'TXT')
    .every((row) => row.notes === null && CHALLENGE.test(row.rdata));
  return [
    ...rows.map((row): Held => {
      if (pointsHome(row) && owners.has(row.name)) return { ...row, managedBy: 'url-forwarding' };
      // The bundle is for the apex and the wildcard; both are proved at this one name (read 2026-11-21).
      if (isTls && row.name === '_acme-challenge' && row.type === 'TXT')
        return { ...row, managedBy: 'free-tls' };
      return row;
    }),
    ...forwards.map((forward): Held => ({
      id: forward.id,
      kind: 'forward',
      name: forward.subdomain === '' ? '@' : forward.subdomain.toLowerCase(),
      type: 'NATIVE',
      rdata: forwardRdata(forward),
      ttl: 0,
      notes: null,
      owners: forwardOwners(forward),
    })),
  ];
}

/** Puts what a zone holds into RRsets. Records of one RRset may have TTLs of their own; the lowest counts, as for a resolver (RFC 2181 §5.2). */
export function toRRsets(held: readonly Held[]): RRset[] {
  return [...Map.groupBy(held, (one) => `${one.name} ${one.type}`).values()].flatMap((rows): RRset[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const ttl = first.type === 'NATIVE' ? 0 : Math.min(...rows.map((row) => row.ttl));
    const rrset = makeRRset(
      first.name,
      first.type,
      ttl,
      rows.map((row) => row.rdata),
    );
    if (first.type === 'NATIVE') return [rrset];
    const product = rows.find((row) => row.managedBy !== undefined)?.managedBy;
    return [
      {
        ...rrset,
        extras: { notes: notesOf(rows), ...(product === undefined ? {} : { managedBy: product }) },
      },
    ];
  });
}

/** One note where all records have the same; where they differ, an object of RDATA and note, without those that have none. */
function notesOf(rows: readonly Held[]): Json {
  const [first] = rows;
  if (rows.every((row) => row.notes === first?.notes)) return first?.notes ?? null;
  return Object.fromEntries(rows.flatMap((row) => (row.notes === null ? [] : [[row.rdata, row.notes]])));
}

/** Tells whether a record leads to Porkbun's own pages: a parking page or a URL forward. */
export function pointsHome(row: { readonly type: RRTypeName; readonly rdata: Rdata }): boolean {
  return (row.type === 'ALIAS' || row.type === 'CNAME') && OWN_HOST.test(row.rdata);
}

/** The owner names whose records a URL forward makes. */
export function forwardOwners(forward: {
  readonly subdomain: string;
  readonly wildcard: string;
}): OwnerName[] {
  const own = forward.subdomain === '' ? '@' : forward.subdomain.toLowerCase();
  if (forward.wildcard !== 'yes') return [own];
  return [own, own === '@' ? '*' : `*.${own}`];
}

function heldRecord(zone: DomainName, record: ApiRecord): Held {
  const { id, notes } = record;
  const native = (name: OwnerName, isNameless = false): Held => ({
    id,
    kind: 'record',
    name,
    type: 'NATIVE',
    rdata: recordRdata(record, isNameless),
    ttl: 0,
    notes: null,
  });
  let name: OwnerName;
  try {
    name = relativeName(parseDomainName(record.name), zone);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    // It has no place in the zone that regctl could name: shown at the apex, with the name that the API gives it.
    return native('@', true);
  }
  try {
    const rdata = fromContent(record);
    return rdata === undefined
      ? native(name)
      : { id, kind: 'record', name, type: record.type, rdata, ttl: record.ttl, notes };
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    return native(name);
  }
}
