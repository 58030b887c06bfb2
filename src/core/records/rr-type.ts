import type { DomainName } from '../names.ts';
import type { Rdata, RRTypeName } from '../rrset.ts';

/** One word of RDATA as it stands in a master file or on the command line. */
export interface RdataToken {
  /** The word without its quotes, escapes still in place. */
  readonly text: string;
  /** Whether it stood in double quotes: then blanks are part of it, and `@` or a name is only text. */
  readonly quoted: boolean;
}

/**
 * What one RR type is: how its RDATA is read, written and checked. One file per type in this folder.
 *
 * `parse` takes what people and master files write and gives canonical text; the other members take canonical text only.
 */
export interface RRType {
  readonly type: RRTypeName;
  /** The number in the IANA registry, 1–65535; 65401 and the like from the private range for provider types, never sent. */
  readonly code: number;
  /** The document that defines the RDATA. */
  readonly rfc: string;
  /** A sample for help texts and tests, canonical. */
  readonly example: Rdata;
  /**
   * Reads RDATA.
   *
   * @param tokens - the words behind the type; also RFC 3597's generic form, for every type
   * @param origin - what relative names are completed with
   * @throws RegctlError `INVALID_RDATA` naming the field
   */
  parse(tokens: readonly RdataToken[], origin: DomainName): Rdata;
  /** Gives the uncompressed wire form; names as they are (lower case). */
  toWire(rdata: Rdata): Uint8Array;
  /**
   * Reads the wire form.
   *
   * @param message - the whole DNS message, as names may point back into it
   * @param offset - where the RDATA starts
   * @param length - its octets
   * @throws RegctlError `INVALID_RDATA`
   */
  fromWire(message: Uint8Array, offset: number, length: number): Rdata;
  /** Names inside the RDATA that other checks follow (targets of CNAME, MX, NS, SRV …), canonical without trailing dot. */
  targets?(rdata: Rdata): readonly DomainName[];
}
