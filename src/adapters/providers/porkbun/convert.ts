import { isRegctlError, RegctlError, type Json } from '../../../core/errors.ts';
import { parseDomainName, relativeName, type DomainName, type OwnerName } from '../../../core/names.ts';
import { escapeOctets, unescapeText, unquote } from '../../../core/records/character-string.ts';
import { parseRdata, parseRdataTokens } from '../../../core/records/index.ts';
import { splitRdata } from '../../../core/records/tokens.ts';
import { makeRRset, type Rdata, type RRset, type RRTypeName } from '../../../core/rrset.ts';
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
}

/** What the API takes for a record, beside its notes. */
export interface RecordBody {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly ttl: string;
  readonly prio?: string;
}

/** RFC 8555 §8.4: the text of a challenge is a SHA-256 in base64url. */
const CHALLENGE = /^"[A-Za-z0-9_-]{43}"$/;
/** URL forwards and parking pages point here (read 2026-11-21). */
const OWN_HOST = /(?:^|\.)porkbun\.com\.$/;

const utf8 = new TextEncoder();
const fromUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

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

/** One note where all records have the same; an object of RDATA and note where they differ. */
function notesOf(rows: readonly Held[]): Json {
  const [first] = rows;
  if (rows.every((row) => row.notes === first?.notes)) return first?.notes ?? null;
  return Object.fromEntries(rows.map((row) => [row.rdata, row.notes]));
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

/** Gives RDATA of a record's content; undefined for a type that this API form cannot express. @throws RegctlError for content of another form */
export function fromContent({
  type,
  content,
  prio,
}: Pick<ApiRecord, 'type' | 'content' | 'prio'>): Rdata | undefined {
  const words = content.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'CAA':
    case 'SSHFP':
    case 'TLSA':
      return parseRdata(type, content, '');
    case 'ALIAS':
    case 'CNAME':
    case 'NS':
      return parseRdata(type, dotted(content), '');
    case 'MX':
      return parseRdata(type, `${prio} ${dotted(content)}`, '');
    case 'SRV':
      return parseRdata(type, [prio, ...words.with(-1, dotted(words.at(-1) ?? ''))].join(' '), '');
    case 'HTTPS':
    case 'SVCB':
      return words.length < 2
        ? undefined
        : parseRdata(type, words.with(1, dotted(words[1] ?? '')).join(' '), '');
    case 'TXT':
      // Raw text: a quote or a backslash in it is only a character.
      return content === ''
        ? undefined
        : parseRdataTokens(type, [{ text: escapeOctets(utf8.encode(content)), quoted: true }], '');
    default:
      return undefined;
  }
}

/**
 * Gives the body of `dns/create` and `dns/edit` (API v3, "DNS Create Record", read 2026-11-21).
 *
 * @throws RegctlError `INVALID_RDATA` for what the API form cannot express, `RRTYPE_UNSUPPORTED`
 */
export function toBody(name: OwnerName, type: RRTypeName, rdata: Rdata, ttl: number): RecordBody {
  const body = { name: toLabel(name, type), type, ttl: String(ttl) };
  const words = rdata.split(' ');
  switch (type) {
    case 'A':
    case 'AAAA':
    case 'SSHFP':
    case 'TLSA':
      return { ...body, content: rdata };
    case 'CAA': {
      const value = splitRdata(rdata)[2] ?? '';
      if (/\s|\\032/.test(value))
        throw inexpressible(name, type, 'Porkbun takes no blanks inside the value of a CAA record');
      return { ...body, content: rdata };
    }
    case 'ALIAS':
    case 'CNAME':
    case 'NS':
      return { ...body, content: undotted(rdata) };
    case 'MX':
      return { ...body, content: undotted(words[1] ?? ''), prio: words[0] ?? '' };
    case 'SRV':
      return {
        ...body,
        content: words
          .slice(1)
          .with(-1, undotted(words.at(-1) ?? ''))
          .join(' '),
        prio: words[0] ?? '',
      };
    case 'HTTPS':
    case 'SVCB':
      return { ...body, content: words.with(1, undotted(words[1] ?? '')).join(' ') };
    case 'TXT':
      return { ...body, content: toText(name, type, rdata) };
    default:
      throw new RegctlError('RRTYPE_UNSUPPORTED', `${name} ${type}: Porkbun takes no ${type} records`, {
        reason: 'its API has no such type',
        hint: 'regctl accounts capabilities ACCOUNT',
        provider: 'porkbun',
      });
  }
}

/** The label that the API takes: empty for the apex. @throws RegctlError `INVALID_RDATA` for one with escapes */
export function toLabel(name: OwnerName, type: RRTypeName): string {
  if (name.includes('\\')) throw inexpressible(name, type, 'Porkbun takes no escaped characters in names');
  return name === '@' ? '' : name;
}

/** The API keeps one text and splits it at 255 octets; texts that are split otherwise would come back changed. */
function toText(name: OwnerName, type: RRTypeName, rdata: Rdata): string {
  const octets = splitRdata(rdata).flatMap((word) => [...unescapeText(unquote(word), { type })]);
  let text: string;
  try {
    text = fromUtf8.decode(Uint8Array.from(octets));
  } catch (error) {
    throw inexpressible(name, type, 'Porkbun takes text in UTF-8 only', error);
  }
  if (text === '' || /\s$/.test(text))
    throw inexpressible(name, type, 'Porkbun takes no empty text and no blank at its end');
  if (fromContent({ type, content: text, prio: 0 }) !== rdata) {
    throw inexpressible(name, type, 'Porkbun keeps one text and splits it itself, at 255 octets');
  }
  return text;
}

function dotted(host: string): string {
  return host.endsWith('.') || host === '' ? host : `${host}.`;
}

function undotted(host: string): string {
  return host === '.' ? host : host.replace(/\.$/, '');
}

function inexpressible(name: OwnerName, type: RRTypeName, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_RDATA', `${name} ${type} cannot be kept at Porkbun`, {
    reason,
    hint:
      type === 'TXT' ? 'give the whole text as one, without a blank at its end' : 'write it in another form',
    provider: 'porkbun',
    ...(cause === undefined ? {} : { cause }),
  });
}
