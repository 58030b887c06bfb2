import { RegctlError } from '../errors.ts';
import { compareOctets, type DomainName } from '../names.ts';
import { A } from './a.ts';
import { AAAA } from './aaaa.ts';
import { AFSDB } from './afsdb.ts';
import { ALIAS, ANAME } from './alias.ts';
import { CAA } from './caa.ts';
import { CERT } from './cert.ts';
import { CNAME } from './cname.ts';
import { CSYNC } from './csync.ts';
import { DNAME } from './dname.ts';
import { CDNSKEY, DNSKEY } from './dnskey.ts';
import { CDS, DS } from './ds.ts';
import { genericType } from './generic.ts';
import { HINFO } from './hinfo.ts';
import { LOC } from './loc.ts';
import { MX } from './mx.ts';
import { NAPTR } from './naptr.ts';
import { NATIVE } from './native.ts';
import { NS } from './ns.ts';
import { NSEC, NSEC3, NSEC3PARAM } from './nsec.ts';
import { OPENPGPKEY } from './openpgpkey.ts';
import { PTR } from './ptr.ts';
import { RP } from './rp.ts';
import { RRSIG } from './rrsig.ts';
import type { Rdata, RdataFields, RdataToken, RRType, RRTypeName } from './rr-type.ts';
import { SOA } from './soa.ts';
import { SRV } from './srv.ts';
import { SSHFP } from './sshfp.ts';
import { HTTPS, SVCB } from './svcb.ts';
import { SMIMEA, TLSA } from './tlsa.ts';
import { tokenizeRdata } from './tokens.ts';
import { SPF, TXT } from './txt.ts';
import { TYPE_CODES } from './type-codes.ts';
import { URI } from './uri.ts';
import { ZONEMD } from './zonemd.ts';

/** Every type whose RDATA regctl reads and writes field by field. */
export const knownTypes: readonly RRType[] = [
  A,
  AAAA,
  AFSDB,
  ALIAS,
  ANAME,
  CAA,
  CDNSKEY,
  CDS,
  CERT,
  CNAME,
  CSYNC,
  DNAME,
  DNSKEY,
  DS,
  HINFO,
  HTTPS,
  LOC,
  MX,
  NAPTR,
  NS,
  NSEC,
  NSEC3,
  NSEC3PARAM,
  OPENPGPKEY,
  PTR,
  RP,
  RRSIG,
  SMIMEA,
  SOA,
  SPF,
  SRV,
  SSHFP,
  SVCB,
  TLSA,
  TXT,
  URI,
  ZONEMD,
];

/** Types that only the provider which made them knows how to serve. They have a number for the store alone and never go over the wire. */
export const PROVIDER_TYPES: ReadonlySet<RRTypeName> = new Set(
  [ALIAS, ANAME, NATIVE].map(({ type }) => type),
);

const namedTypes: readonly RRType[] = [
  ...knownTypes,
  NATIVE,
  ...Object.entries(TYPE_CODES)
    .filter(([type]) => !knownTypes.some((known) => known.type === type))
    .map(([type, code]) => genericType(type, code)),
];
const byName = new Map<string, RRType>(namedTypes.map((type) => [type.type, type]));
const byCode = new Map<number, RRType>(namedTypes.map((type) => [type.code, type]));

/**
 * Finds an RR type by its mnemonic in any letter case, or as `TYPE65280` (RFC 3597 §5).
 *
 * @throws RegctlError `USAGE` for a word that is no type
 */
export function rrType(name: string): RRType {
  const upper = name.toUpperCase();
  const known = byName.get(name) ?? byName.get(upper);
  if (known !== undefined) return known;
  const numbered = /^TYPE(\d{1,5})$/.exec(upper);
  const code = Number(numbered?.[1] ?? 0);
  if (code >= 1 && code <= 65_535) return rrTypeByCode(code);
  throw new RegctlError('USAGE', `${JSON.stringify(name)} is not a record type`, {
    reason: 'it is neither a mnemonic of the IANA registry that regctl knows nor TYPE with a number',
    hint: `use one of ${knownTypes.map((type) => type.type).join(' ')}, or TYPE65280 for others`,
  });
}

/** Finds an RR type by its number; one that regctl does not know has RFC 3597's form. */
export function rrTypeByCode(code: number): RRType {
  return byCode.get(code) ?? genericType(`TYPE${code}`, code);
}

/**
 * Reads one line of RDATA as typed on a command line or given in JSON, and gives its canonical form.
 *
 * TXT that does not begin with a quote is one string as it stands, every octet of it, backslashes and blanks too; a URI needs no quotes.
 *
 * @param origin - what relative names are completed with
 * @throws RegctlError `INVALID_RDATA`, `USAGE` for an unknown type
 */
export function parseRdata(type: RRTypeName, line: string, origin: DomainName): Rdata {
  const found = rrType(type);
  return found.parse(tokenizeLine(found, line), origin);
}

/** Reads RDATA that are split into words already, such as a master file's. @throws RegctlError `INVALID_RDATA` */
export function parseRdataTokens(type: RRTypeName, tokens: readonly RdataToken[], origin: DomainName): Rdata {
  return rrType(type).parse(tokens, origin);
}

/** Gives the uncompressed wire form of canonical RDATA. */
export function rdataToWire(type: RRTypeName, rdata: Rdata): Uint8Array {
  return rrType(type).toWire(rdata);
}

/** Reads RDATA at `offset` of a DNS message. @throws RegctlError `INVALID_RDATA` */
export function rdataFromWire(type: RRTypeName, message: Uint8Array, offset: number, length: number): Rdata {
  return rrType(type).fromWire(message, offset, length);
}

/** Compares canonical RDATA of one type in canonical order (RFC 4034 §6.3): as octets of the wire form. */
export function compareRdata(type: RRTypeName, a: Rdata, b: Rdata): number {
  if (a === b) return 0;
  const found = rrType(type);
  return compareOctets(found.toWire(a), found.toWire(b));
}

/** Gives canonical RDATA of one type in canonical order, each wire form made once. */
export function sortRdata(type: RRTypeName, rdata: readonly Rdata[]): Rdata[] {
  const found = rrType(type);
  // One character per octet: JavaScript then compares strings as RFC 4034 §6.3 compares octets.
  const keyed = rdata.map((value) => ({ value, key: octetString(found.toWire(value)) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ value }) => value);
}

/** Gives RDATA as named fields for JSON output. */
export function rdataFields(type: RRTypeName, rdata: Rdata): RdataFields {
  return rrType(type).fields(rdata);
}

/** What begins like this is presentation form: quoted strings, or RFC 3597's `\# LENGTH HEX`. */
const PRESENTATION = /^\s*(?:"|\\#\s+\d)/;

function tokenizeLine(type: RRType, line: string): RdataToken[] {
  if ((type === TXT || type === SPF) && line !== '' && !PRESENTATION.test(line))
    return [{ text: line.replaceAll('\\', '\\\\'), quoted: true }];
  if (type === NATIVE) return [{ text: line.trim(), quoted: true }];
  const tokens = tokenizeRdata(line, type.type);
  // The quotes that a master file needs around a URI are eaten by a shell.
  return type === URI
    ? tokens.map((token, i) => (i === 2 && tokens[0]?.text !== '\\#' ? { ...token, quoted: true } : token))
    : tokens;
}

function octetString(octets: Uint8Array): string {
  let text = '';
  for (let i = 0; i < octets.length; i++) text += String.fromCharCode(octets[i] as number);
  return text;
}
