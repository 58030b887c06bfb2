import { CLASSES, RCODES } from '../../core/wire/message.ts';
import { isAtOrBelow, type NameKey } from './name-key.ts';
import type { BadQuery, Query } from './query.ts';
import type { ServedRRset } from './served-zone.ts';

/** Octets over UDP that reach everywhere unfragmented (DNS Flag Day 2020). */
export const UDP_PAYLOAD = 1232;
export const MAX_MESSAGE_OCTETS = 65_535;

const HEADER_OCTETS = 12;
const OPT_OCTETS = 11;
const OPT = 41;
/** A compression pointer has 14 bits for the place (RFC 1035 §4.1.4). */
const POINTER = 0xc000;

/** The sections behind the question, by the place of their count in the header. */
export const SECTION = { answer: 6, authority: 8, additional: 10 } as const;
export type Section = (typeof SECTION)[keyof typeof SECTION];

/**
 * Writes one answer after the other into the same octets, so that an answer costs no more than its copy at the end.
 * Sections are written in their order. An RRset goes in whole or not at all.
 */
export class ReplyWriter {
  readonly #octets = Buffer.allocUnsafe(MAX_MESSAGE_OCTETS);
  #length = 0;
  #limit = 0;
  #query: Query | undefined;
  #questionEnd = 0;
  authoritative = false;
  rcode: number = RCODES.NOERROR;

  /** Begins the answer to a query. @param limit - octets that the transport and whoever asks can take */
  begin(query: Query, limit: number): void {
    this.#query = query;
    this.#limit = limit - (query.edns === undefined ? 0 : OPT_OCTETS);
    this.authoritative = false;
    this.rcode = RCODES.NOERROR;
    this.#octets.fill(0, 0, HEADER_OCTETS);
    query.question.copy(this.#octets, HEADER_OCTETS);
    this.#questionEnd = HEADER_OCTETS + query.question.length;
    this.#length = this.#questionEnd;
    this.#octets.writeUInt16BE(1, 4);
  }

  /** Adds an RRset at an owner name. @returns false, with nothing added, when there is no room for all of it */
  add(section: Section, owner: NameKey, rrset: ServedRRset): boolean {
    const start = this.#length;
    let place = this.#placeOf(owner);
    for (const record of rrset.records) {
      if (place === undefined) {
        place = this.#length;
        if (!this.#writeName(owner)) return this.#undo(start);
        // Beyond the reach of a pointer each record has its name written out.
        if (place >= POINTER >> 2) place = undefined;
      } else {
        if (this.#length + 2 > this.#limit) return this.#undo(start);
        this.#length = this.#octets.writeUInt16BE(POINTER | place, this.#length);
      }
      if (this.#length + record.length > this.#limit) return this.#undo(start);
      this.#octets.set(record, this.#length);
      this.#length += record.length;
    }
    this.#octets.writeUInt16BE(this.#octets.readUInt16BE(section) + rrset.records.length, section);
    return true;
  }

  /** Empties the answer and marks it as cut, so that it is asked for over TCP (RFC 2181 §9). */
  truncate(): void {
    this.#length = this.#questionEnd;
    this.#octets.fill(0, SECTION.answer, HEADER_OCTETS);
    this.markTruncated();
  }

  /** Marks the answer as cut, and leaves what is there. */
  markTruncated(): void {
    this.#octets[2] = (this.#octets[2] as number) | 0x02;
  }

  /** Gives the answer as octets of its own. */
  finish(): Buffer {
    const query = this.#query as Query;
    const octets = this.#octets;
    octets.writeUInt16BE(query.id, 0);
    octets[2] =
      (octets[2] as number) | 0x80 | (this.authoritative ? 0x04 : 0) | (query.recursionDesired ? 0x01 : 0);
    octets[3] = this.rcode & 15;
    if (query.edns !== undefined) {
      octets.writeUInt16BE(octets.readUInt16BE(SECTION.additional) + 1, SECTION.additional);
      // Root, type, payload, upper bits of the code, version 0, DO as asked (RFC 3225 §3), no options.
      octets[this.#length] = 0;
      octets.writeUInt16BE(OPT, this.#length + 1);
      octets.writeUInt16BE(UDP_PAYLOAD, this.#length + 3);
      octets.writeUInt32BE(
        (this.rcode >> 4) * 0x100_0000 + (query.edns.dnssecOk ? 0x8000 : 0),
        this.#length + 5,
      );
      octets.writeUInt16BE(0, this.#length + 9);
      this.#length += OPT_OCTETS;
    }
    return Buffer.from(octets.subarray(0, this.#length));
  }

  /** Where the name stands already that a pointer may lead to: in the question. */
  #placeOf(owner: NameKey): number | undefined {
    const asked = (this.#query as Query).name;
    return isAtOrBelow(asked, owner) && owner !== ''
      ? HEADER_OCTETS + asked.length - owner.length
      : undefined;
  }

  /** Writes labels until what is left stands in the question, or nothing is left. */
  #writeName(name: NameKey): boolean {
    let rest = name;
    while (rest !== '') {
      const place = this.#placeOf(rest);
      if (place !== undefined) {
        if (this.#length + 2 > this.#limit) return false;
        this.#length = this.#octets.writeUInt16BE(POINTER | place, this.#length);
        return true;
      }
      const end = rest.charCodeAt(0) + 1;
      if (this.#length + end > this.#limit) return false;
      this.#length += this.#octets.write(rest.slice(0, end), this.#length, 'latin1');
      rest = rest.slice(end);
    }
    if (this.#length + 1 > this.#limit) return false;
    this.#octets[this.#length++] = 0;
    return true;
  }

  #undo(start: number): false {
    this.#length = start;
    return false;
  }
}

/** Gives the answer to what cannot be answered: a header and nothing else. */
export function refuseBadQuery(query: BadQuery): Buffer {
  const octets = Buffer.alloc(HEADER_OCTETS);
  octets.writeUInt16BE(query.id, 0);
  octets[2] = 0x80 | (query.opcode << 3) | (query.recursionDesired ? 0x01 : 0);
  octets[3] = query.rcode;
  return octets;
}

/** Tells whether a class is that of the zones here, or any. */
export function isInternet(classCode: number): boolean {
  return classCode === CLASSES.IN || classCode === CLASSES.ANY;
}
