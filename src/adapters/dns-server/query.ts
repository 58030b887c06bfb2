import { OPCODES, RCODES } from '../../core/wire/message.ts';
import { readNameKey, type NameKey } from './name-key.ts';

/** What a query asks. */
export interface Query {
  readonly id: number;
  readonly recursionDesired: boolean;
  readonly name: NameKey;
  readonly type: number;
  readonly class: number;
  /** The question as it came, in its letter case, which the answer repeats. */
  readonly question: Buffer;
  readonly edns: QueryEdns | undefined;
}

export interface QueryEdns {
  /** Octets that whoever asks can take over UDP. */
  readonly udpPayload: number;
  readonly version: number;
  readonly dnssecOk: boolean;
}

/** A query that gets no answer but a response code. */
export interface BadQuery {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired: boolean;
  readonly rcode: number;
}

const HEADER_OCTETS = 12;
const OPT = 41;

/**
 * Reads a query.
 *
 * @returns undefined for what must not be answered at all: less than a header, or an answer itself
 */
export function readQuery(message: Buffer): Query | BadQuery | undefined {
  if (message.length < HEADER_OCTETS) return undefined;
  const flags = message.readUInt16BE(2);
  if ((flags & 0x8000) !== 0) return undefined;
  const id = message.readUInt16BE(0);
  const opcode = (flags >> 11) & 15;
  const recursionDesired = (flags & 0x0100) !== 0;
  const bad = (rcode: number): BadQuery => ({ id, opcode, recursionDesired, rcode });
  if (opcode !== OPCODES.QUERY) return bad(RCODES.NOTIMP);
  if (message.readUInt16BE(4) !== 1) return bad(RCODES.FORMERR);

  const name = readNameKey(message, HEADER_OCTETS);
  if (name === undefined) return bad(RCODES.FORMERR);
  const nameEnd = HEADER_OCTETS + name.length + 1;
  if (nameEnd + 4 > message.length) return bad(RCODES.FORMERR);
  const edns = readEdns(message, nameEnd + 4);
  if (edns === 'malformed') return bad(RCODES.FORMERR);
  return {
    id,
    recursionDesired,
    name,
    type: message.readUInt16BE(nameEnd),
    class: message.readUInt16BE(nameEnd + 2),
    question: message.subarray(HEADER_OCTETS, nameEnd + 4),
    edns,
  };
}

/** Looks through the records behind the question for the OPT record; all others are passed over (an IXFR's SOA, signatures). */
function readEdns(message: Buffer, offset: number): QueryEdns | undefined | 'malformed' {
  const withoutAdditional = message.readUInt16BE(6) + message.readUInt16BE(8);
  const count = withoutAdditional + message.readUInt16BE(10);
  let edns: QueryEdns | undefined;
  let at = offset;
  for (let i = 0; i < count; i++) {
    const nameEnd = skipName(message, at);
    if (nameEnd === undefined || nameEnd + 10 > message.length) return 'malformed';
    const end = nameEnd + 10 + message.readUInt16BE(nameEnd + 8);
    if (end > message.length) return 'malformed';
    if (message.readUInt16BE(nameEnd) === OPT) {
      // RFC 6891 §6.1.1: one at most, in the additional section, owned by the root.
      const isRoot = nameEnd === at + 1;
      if (
        edns !== undefined ||
        i < withoutAdditional ||
        !isRoot ||
        !hasWholeOptions(message, nameEnd + 10, end)
      )
        return 'malformed';
      edns = {
        udpPayload: message.readUInt16BE(nameEnd + 2),
        version: message[nameEnd + 5] as number,
        dnssecOk: ((message[nameEnd + 6] as number) & 0x80) !== 0,
      };
    }
    at = end;
  }
  return at === message.length ? edns : 'malformed';
}

function hasWholeOptions(message: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at + 4 <= end) at += 4 + message.readUInt16BE(at + 2);
  return at === end;
}

/** Where a name ends that may be compressed; undefined where it does not. */
function skipName(message: Buffer, offset: number): number | undefined {
  let at = offset;
  for (;;) {
    const length = message[at];
    if (length === undefined) return undefined;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) return undefined;
    at += length + 1;
  }
}
