import type { WireReader } from '../wire/reader.ts';
import { malformed } from '../wire/reader.ts';
import type { Field } from './fields.ts';
import { invalidRdata } from './invalid-rdata.ts';
import { typeMnemonic, typeNumber } from './type-codes.ts';

/** The types that exist at a name (RFC 4034 §4.1.2): mnemonics with blanks between them, in the order of their numbers; may be none. */
export const typeBitmap: Field = {
  name: 'types',
  takesRest: 'list',
  parse(token, _origin, place) {
    if (token.text === '' && !token.quoted) return '';
    const codes = new Set<number>();
    for (const word of token.text.split(' ')) {
      const code = typeNumber(word.toUpperCase());
      if (code === undefined || token.quoted)
        throw invalidRdata(place, word, 'a list of record types is expected, such as A MX RRSIG');
      codes.add(code);
    }
    return formatTypes(codes);
  },
  write(text, out) {
    const windows = new Map<number, Uint8Array>();
    for (const code of typeCodes(text)) {
      const bits = windows.get(code >>> 8) ?? new Uint8Array(32);
      windows.set(code >>> 8, bits);
      const octet = (code & 0xff) >>> 3;
      bits[octet] = (bits[octet] as number) | (0x80 >>> (code & 7));
    }
    for (const [window, bits] of [...windows].sort(([a], [b]) => a - b)) {
      out.u8(window);
      out.label(bits.subarray(0, bits.findLastIndex((octet) => octet !== 0) + 1));
    }
  },
  read: (input) => formatTypes(readCodes(input)),
  toJson: (text) => (text === '' ? [] : text.split(' ')),
};

function typeCodes(text: string): number[] {
  return text === '' ? [] : text.split(' ').map((word) => typeNumber(word) ?? 0);
}

function formatTypes(codes: Iterable<number>): string {
  return [...codes]
    .sort((a, b) => a - b)
    .map(typeMnemonic)
    .join(' ');
}

function readCodes(input: WireReader): number[] {
  const codes: number[] = [];
  let previous = -1;
  while (input.remaining > 0) {
    const window = input.u8();
    const bits = input.bytes(input.u8());
    if (window <= previous || bits.length === 0 || bits.length > 32)
      throw malformed('a type bitmap is broken');
    previous = window;
    for (let i = 0; i < bits.length * 8; i++) {
      if (((bits[i >>> 3] as number) & (0x80 >>> (i & 7))) !== 0) codes.push(window * 256 + i);
    }
  }
  return codes;
}
