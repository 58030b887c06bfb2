import { isRegctlError } from '../errors.ts';
import type { DomainName } from '../names.ts';
import { rdataToWire, rrType, rrTypeByCode } from '../records/index.ts';
import { formatGeneric } from '../records/generic.ts';
import type { Rdata, RRTypeName } from '../rrset.ts';
import { malformed, WireReader } from './reader.ts';
import { WireWriter } from './writer.ts';

/** What a message asks for (RFC 1035 §4.1.1, RFC 1996, RFC 2136). */
export const OPCODES = { QUERY: 0, NOTIFY: 4, UPDATE: 5 } as const;

/** Response codes by name (IANA "DNS RCODEs"); those from 16 on need EDNS or TSIG to be carried. */
export const RCODES = {
  NOERROR: 0,
  FORMERR: 1,
  SERVFAIL: 2,
  NXDOMAIN: 3,
  NOTIMP: 4,
  REFUSED: 5,
  YXDOMAIN: 6,
  YXRRSET: 7,
  NXRRSET: 8,
  NOTAUTH: 9,
  NOTZONE: 10,
  BADVERS: 16,
  BADKEY: 17,
  BADTIME: 18,
} as const;

const RCODE_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(RCODES).map(([name, code]) => [code, name]),
);

/** Classes: IN everywhere, NONE and ANY in updates and questions (RFC 2136 §2.4). */
export const CLASSES = { IN: 1, NONE: 254, ANY: 255 } as const;

/** Types that only questions and meta records have. */
export const META_TYPES = { OPT: 41, TSIG: 250, IXFR: 251, AXFR: 252, ANY: 255 } as const;

const META_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(META_TYPES).map(([name, code]) => [code, name]),
);

export interface Question {
  readonly name: DomainName;
  /** A mnemonic, `AXFR`, `ANY`, or `TYPEnnn`. */
  readonly type: string;
  readonly class?: number;
}

/** One record of a message. `rdata` is undefined where the RDATA is empty, as in updates. */
export interface MessageRecord {
  readonly name: DomainName;
  readonly type: RRTypeName;
  readonly class: number;
  readonly ttl: number;
  readonly rdata: Rdata | undefined;
}

export interface MessageFlags {
  readonly response: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
}

/** EDNS (RFC 6891): sizes in octets; options as they are on the wire. */
export interface Edns {
  readonly udpPayload: number;
  readonly version: number;
  readonly dnssecOk: boolean;
  readonly options: readonly { readonly code: number; readonly data: Uint8Array }[];
}

export interface Message extends MessageFlags {
  readonly id: number;
  /** With the upper bits that EDNS carries. */
  readonly rcode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly MessageRecord[];
  readonly authority: readonly MessageRecord[];
  readonly additional: readonly MessageRecord[];
  readonly edns: Edns | undefined;
  /** The last record when it is a TSIG, with the offset at which it begins. */
  readonly tsig: { readonly record: Tsig; readonly offset: number } | undefined;
}

/** A transaction signature as it stands in a message (RFC 8945 §4.2); times in seconds. */
export interface Tsig {
  readonly keyName: DomainName;
  readonly algorithm: DomainName;
  readonly timeSigned: number;
  readonly fudge: number;
  readonly mac: Uint8Array;
  readonly originalId: number;
  readonly error: number;
  readonly otherData: Uint8Array;
}

/** What `encodeMessage` takes; what is left out is zero, false or empty. */
export interface MessageInput extends Partial<Omit<Message, 'tsig' | 'edns'>> {
  readonly id: number;
  readonly edns?: Edns | undefined;
}

/** The name of a response code, or `RCODE23` for one without. */
export function rcodeName(rcode: number): string {
  return RCODE_NAMES.get(rcode) ?? `RCODE${rcode}`;
}

/** The number of a type mnemonic, also of those that only questions have. */
export function typeCode(type: string): number {
  return (META_TYPES as { readonly [name: string]: number })[type] ?? rrType(type).code;
}

/** The mnemonic of a type number. */
export function typeName(code: number): string {
  return META_NAMES.get(code) ?? rrTypeByCode(code).type;
}

/** Writes a message, owner names compressed (RFC 1035 §4.1.4). */
export function encodeMessage(message: MessageInput): Uint8Array {
  const out = new WireWriter(512);
  const names = new NameTable(out);
  const rcode = message.rcode ?? 0;
  out.u16(message.id);
  out.u16(flagBits(message, rcode));
  const additionalCount = (message.additional?.length ?? 0) + (message.edns === undefined ? 0 : 1);
  for (const section of [message.questions, message.answers, message.authority])
    out.u16(section?.length ?? 0);
  out.u16(additionalCount);
  for (const question of message.questions ?? []) {
    names.write(question.name);
    out.u16(typeCode(question.type));
    out.u16(question.class ?? CLASSES.IN);
  }
  for (const section of [message.answers, message.authority, message.additional]) {
    for (const record of section ?? []) writeRecord(out, names, record);
  }
  if (message.edns !== undefined) writeEdns(out, message.edns, rcode);
  return out.finish();
}

/**
 * Reads a message whole.
 *
 * @throws RegctlError `MALFORMED_MESSAGE` for octets that are no message, or RDATA that do not fit their type
 */
export function decodeMessage(octets: Uint8Array): Message {
  const input = new WireReader(octets);
  const id = input.u16();
  const bits = input.u16();
  const counts = [input.u16(), input.u16(), input.u16(), input.u16()] as const;
  const questions: Question[] = [];
  for (let i = 0; i < counts[0]; i++) {
    questions.push({ name: input.name(), type: typeName(input.u16()), class: input.u16() });
  }
  const [answers, authority, additional] = [counts[1], counts[2], counts[3]].map((count) =>
    readSection(input, count),
  ) as [Section, Section, Section];
  if (input.remaining > 0) throw malformed(`${input.remaining} octets stand behind it`);
  return {
    id,
    response: (bits & 0x8000) !== 0,
    opcode: (bits >> 11) & 15,
    authoritative: (bits & 0x0400) !== 0,
    truncated: (bits & 0x0200) !== 0,
    recursionDesired: (bits & 0x0100) !== 0,
    recursionAvailable: (bits & 0x0080) !== 0,
    rcode: (bits & 15) | ((additional.extendedRcode ?? 0) << 4),
    questions,
    answers: answers.records,
    authority: authority.records,
    additional: additional.records,
    edns: additional.edns,
    tsig: additional.tsig,
  };
}

/** Writes the RDATA of a TSIG record (RFC 8945 §4.2). */
export function encodeTsigRdata(tsig: Tsig): Uint8Array {
  const out = new WireWriter(128);
  out.name(tsig.algorithm);
  out.u48(tsig.timeSigned);
  out.u16(tsig.fudge);
  out.u16(tsig.mac.length);
  out.bytes(tsig.mac);
  out.u16(tsig.originalId);
  out.u16(tsig.error);
  out.u16(tsig.otherData.length);
  out.bytes(tsig.otherData);
  return out.finish();
}

/** Gives a message with a TSIG record behind everything else, counted in the header. */
export function appendTsig(message: Uint8Array, tsig: Tsig): Uint8Array {
  const out = new WireWriter(message.length + 160);
  out.bytes(message);
  out.name(tsig.keyName);
  out.u16(META_TYPES.TSIG);
  out.u16(CLASSES.ANY);
  out.u32(0);
  const rdata = encodeTsigRdata(tsig);
  out.u16(rdata.length);
  out.bytes(rdata);
  out.patchU16(10, new WireReader(message, 10).u16() + 1);
  return out.finish();
}

interface Section {
  readonly records: MessageRecord[];
  edns: Edns | undefined;
  extendedRcode: number | undefined;
  tsig: Message['tsig'];
}

function readSection(input: WireReader, count: number): Section {
  const section: Section = { records: [], edns: undefined, extendedRcode: undefined, tsig: undefined };
  for (let i = 0; i < count; i++) {
    const start = input.offset;
    const name = input.name();
    const code = input.u16();
    const classCode = input.u16();
    const ttl = input.u32();
    const length = input.u16();
    const offset = input.offset;
    const rdata = input.bytes(length);
    if (code === META_TYPES.OPT) {
      // RFC 6891 §6.1.1: more than one is a format error.
      if (section.edns !== undefined) throw malformed('it has more than one OPT record');
      section.extendedRcode = ttl >>> 24;
      section.edns = readEdns(classCode, ttl, rdata);
    } else if (code === META_TYPES.TSIG) {
      if (i !== count - 1) throw malformed('a TSIG record is not the last one');
      section.tsig = { record: readTsig(name, rdata), offset: start };
    } else {
      section.records.push({
        name,
        type: typeName(code),
        class: classCode,
        ttl,
        rdata: length === 0 ? undefined : readRdata(input.message, name, code, offset, length),
      });
    }
  }
  return section;
}

function readRdata(
  message: Uint8Array,
  name: DomainName,
  code: number,
  offset: number,
  length: number,
): Rdata {
  // A type that only questions have cannot be taken apart; it is carried as it is.
  if (META_NAMES.has(code)) return formatGeneric(message.subarray(offset, offset + length));
  const type = rrTypeByCode(code);
  try {
    return type.fromWire(message, offset, length);
  } catch (error) {
    // The sender's fault, not that of the user who typed nothing of it.
    if (isRegctlError(error, 'INVALID_RDATA'))
      throw malformed(`${name} ${type.type}: ${error.reason ?? error.message}`, error);
    throw error;
  }
}

function readEdns(udpPayload: number, ttl: number, rdata: Uint8Array): Edns {
  const input = new WireReader(rdata);
  const options: { code: number; data: Uint8Array }[] = [];
  while (input.remaining > 0) {
    const code = input.u16();
    options.push({ code, data: input.bytes(input.u16()) });
  }
  return { udpPayload, version: (ttl >>> 16) & 255, dnssecOk: (ttl & 0x8000) !== 0, options };
}

function readTsig(keyName: DomainName, rdata: Uint8Array): Tsig {
  const input = new WireReader(rdata);
  const algorithm = input.name();
  const timeSigned = input.u48();
  const fudge = input.u16();
  const mac = input.bytes(input.u16());
  const originalId = input.u16();
  const error = input.u16();
  const otherData = input.bytes(input.u16());
  return { keyName, algorithm, timeSigned, fudge, mac, originalId, error, otherData };
}

function writeRecord(out: WireWriter, names: NameTable, record: MessageRecord): void {
  names.write(record.name);
  out.u16(typeCode(record.type));
  out.u16(record.class);
  out.u32(record.ttl);
  if (record.rdata === undefined) {
    out.u16(0);
    return;
  }
  const rdata = rdataToWire(record.type, record.rdata);
  out.u16(rdata.length);
  out.bytes(rdata);
}

function writeEdns(out: WireWriter, edns: Edns, rcode: number): void {
  out.u8(0);
  out.u16(META_TYPES.OPT);
  out.u16(edns.udpPayload);
  out.u32(((rcode >>> 4) * 0x100_0000 + (edns.version << 16) + (edns.dnssecOk ? 0x8000 : 0)) >>> 0);
  const lengthAt = out.length;
  out.u16(0);
  for (const option of edns.options) {
    out.u16(option.code);
    out.u16(option.data.length);
    out.bytes(option.data);
  }
  out.patchU16(lengthAt, out.length - lengthAt - 2);
}

function flagBits(message: MessageInput, rcode: number): number {
  return (
    (message.response === true ? 0x8000 : 0) |
    ((message.opcode ?? 0) << 11) |
    (message.authoritative === true ? 0x0400 : 0) |
    (message.truncated === true ? 0x0200 : 0) |
    (message.recursionDesired === true ? 0x0100 : 0) |
    (message.recursionAvailable === true ? 0x0080 : 0) |
    (rcode & 15)
  );
}

/** Owner names already written, by suffix, so that later ones point to them. */
class NameTable {
  readonly #out: WireWriter;
  readonly #offsets = new Map<string, number>();

  constructor(out: WireWriter) {
    this.#out = out;
  }

  write(name: DomainName): void {
    const out = this.#out;
    let rest = name;
    while (rest !== '') {
      const known = this.#offsets.get(rest);
      if (known !== undefined) {
        out.u16(0xc000 | known);
        return;
      }
      // A pointer has 14 bits.
      if (out.length < 0x4000) this.#offsets.set(rest, out.length);
      const cut = labelEnd(rest);
      const label = new WireWriter(cut + 2);
      label.name(rest.slice(0, cut));
      // Without the root octet that ends a name.
      out.bytes(label.finish().subarray(0, -1));
      rest = rest.slice(cut + 1);
    }
    out.u8(0);
  }
}

/** Where the first label of a canonical name ends; a dot behind a backslash belongs to it. */
function labelEnd(name: DomainName): number {
  for (let i = 0; i < name.length; i++) {
    if (name[i] === '\\') i += 1;
    else if (name[i] === '.') return i;
  }
  return name.length;
}
