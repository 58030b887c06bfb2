import { compareOctets, splitLabels, type DomainName } from './names.ts';
import { rdataToWire, rrType } from './records/index.ts';
import type { Rdata, RRTypeName } from './rrset.ts';
import { WireWriter } from './wire/writer.ts';

/** What an RRSIG says, as far as it is judged by it (RFC 4034 §3.1). */
export interface Signature {
  readonly typeCovered: RRTypeName;
  readonly algorithm: number;
  readonly expiresAt: Date;
  readonly validFrom: Date;
  readonly keyTag: number;
  readonly signer: DomainName;
  readonly octets: Uint8Array<ArrayBuffer>;
}

/** Octets before the signer's name (RFC 4034 §3.1). */
const FIXED_OCTETS = 18;
const CLASS_IN = 1;

/** Reads RRSIG RDATA. */
export function parseRrsig(rdata: Rdata): Signature {
  const [
    typeCovered = '',
    algorithm,
    ,
    ,
    expiration = '',
    inception = '',
    keyTag,
    signer = '',
    ...signature
  ] = rdata.split(' ');
  return {
    typeCovered,
    algorithm: Number(algorithm),
    expiresAt: timeOf(expiration),
    validFrom: timeOf(inception),
    keyTag: Number(keyTag),
    signer: signer.replace(/\.$/, ''),
    octets: Uint8Array.from(atob(signature.join('')), (char) => char.charCodeAt(0)),
  };
}

/**
 * Gives the octets that an RRSIG signs (RFC 4034 §3.1.8.1): the RRSIG without its signature, and the RRset in canonical form and order.
 *
 * @param owner - as it was answered; of a wildcard's answer, the name that was asked
 */
export function signedOctets(
  owner: DomainName,
  type: RRTypeName,
  rdata: readonly Rdata[],
  rrsig: Rdata,
): Uint8Array<ArrayBuffer> {
  const [, , labels = '0', ttl = '0', , , , signer = ''] = rrsig.split(' ');
  const out = new WireWriter();
  const name = new WireWriter();
  name.name(signer.replace(/\.$/, ''));
  out.bytes(rdataToWire('RRSIG', rrsig).subarray(0, FIXED_OCTETS + name.length));
  for (const wire of rdata.map((one) => rdataToWire(type, one)).toSorted(compareOctets)) {
    out.name(signedOwner(owner, Number(labels)));
    out.u16(rrType(type).code);
    out.u16(CLASS_IN);
    out.u32(Number(ttl));
    out.u16(wire.length);
    out.bytes(wire);
  }
  return Uint8Array.from(out.finish());
}

/** RFC 4035 §5.3.2: an answer made of a wildcard is signed under the wildcard's name. */
function signedOwner(owner: DomainName, labels: number): DomainName {
  const own = splitLabels(owner);
  return own.length > labels ? ['*', ...own.slice(own.length - labels)].join('.') : owner;
}

/** `YYYYMMDDHHmmSS` in UTC. */
function timeOf(text: string): Date {
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z'));
}
