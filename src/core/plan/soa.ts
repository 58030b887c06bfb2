import { invariant } from '../errors.ts';
import type { RRset } from '../rrset.ts';

/** Where the serial stands in SOA RDATA: mname, rname, serial, refresh, retry, expire, minimum (RFC 1035 §3.3.13). */
const SERIAL_FIELD = 2;

/** Gives the serial of a SOA RRset. */
export function soaSerial(soa: RRset): number {
  return Number(soaFields(soa)[SERIAL_FIELD]);
}

/** Gives `soa` with the serial of `source`. */
export function withSerialOf(soa: RRset, source: RRset): RRset {
  return withSerial(soa, soaSerial(source));
}

/** Gives `soa` with another serial. */
export function withSerial(soa: RRset, serial: number): RRset {
  return { ...soa, rdata: [soaFields(soa).with(SERIAL_FIELD, String(serial)).join(' ')] };
}

/** Gives the serial after this one in serial arithmetic (RFC 1982 §3.1), never 0, which some servers take for "none". */
export function nextSerial(serial: number): number {
  return serial >= 0xffff_ffff ? 1 : serial + 1;
}

function soaFields(soa: RRset): string[] {
  const fields = (soa.rdata[0] ?? '').split(' ');
  invariant(fields.length === 7, `SOA RDATA has seven fields: ${soa.rdata.join(' | ')}`);
  return fields;
}
