import type { DomainName } from '../names.ts';
import type { Json } from '../errors.ts';

/** Type mnemonic in upper case, or `TYPE65280` for a type regctl does not know (RFC 3597 §5). `ALIAS` is a provider's type. */
export type RRTypeName = string;

/**
 * RDATA as canonical presentation text: what stands behind the type in a master file, on one line, single spaces, numbers without
 * leading zeros, lower-case absolute names **with** trailing dot, character strings always quoted.
 * `10 mail.example.org.`, `"v=spf1 -all"`, `192.0.2.1`. Made by {@link import('./index.ts').parseRdata}.
 */
export type Rdata = string;

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
  /** Gives the RDATA as named fields for JSON output: `{ preference: 10, exchange: 'mail.example.org.' }`. */
  fields(rdata: Rdata): RdataFields;
  /** Names inside the RDATA that other checks follow (targets of CNAME, MX, NS, SRV …), canonical without trailing dot. */
  readonly targets?: (rdata: Rdata) => readonly DomainName[];
}

/** RDATA as named fields; the names are those of the defining RFC in camelCase. */
export type RdataFields = { readonly [field: string]: Json };
