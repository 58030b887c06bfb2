import { defineType } from './define-type.ts';
import { DNSSEC_ALGORITHMS } from './dnssec-numbers.ts';
import { base64Rest, domainName, u16, u32, u8, type Field } from './fields.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { RRType } from './rr-type.ts';
import { typeMnemonic, typeNumber } from './type-codes.ts';

const typeCovered: Field = {
  name: 'typeCovered',
  parse(token, _origin, place) {
    const code = token.quoted ? undefined : typeNumber(token.text.toUpperCase());
    if (code === undefined) throw invalidRdata(place, token.text, 'a record type is expected');
    return typeMnemonic(code);
  },
  write: (text, out) => out.u16(typeNumber(text) ?? 0),
  read: (input) => typeMnemonic(input.u16()),
  toJson: (text) => text,
};

/** Signature of an RRset. */
export const RRSIG: RRType = defineType({
  type: 'RRSIG',
  code: 46,
  rfc: 'RFC 4034 §3.1',
  example: 'A 13 3 3600 20261221000000 20261121000000 60485 example.net. AAECAwQFBgc=',
  fields: [
    typeCovered,
    u8('algorithm', DNSSEC_ALGORITHMS),
    u8('labels'),
    u32('originalTtl'),
    timestamp('expiration'),
    timestamp('inception'),
    u16('keyTag'),
    domainName('signer'),
    base64Rest('signature'),
  ],
});

/** Seconds since 1970 in 32 bits, written `YYYYMMDDHHmmSS` in UTC (RFC 4034 §3.2). */
function timestamp(name: string): Field {
  const seconds = u32(name);
  return {
    name,
    parse(token, origin, place) {
      if (token.quoted || token.text.length !== 14)
        return formatTime(Number(seconds.parse(token, origin, place)));
      const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(token.text);
      const time = match === null ? undefined : parseTime(token.text);
      // A month of 13 or a day of 32 would move on to the next.
      if (time !== undefined && formatTime(time) === token.text) return token.text;
      throw invalidRdata(place, token.text, 'a time as YYYYMMDDHHmmSS is expected');
    },
    write: (text, out) => out.u32(parseTime(text)),
    read: (input) => formatTime(input.u32()),
    toJson: (text) => text,
  };
}

function parseTime(text: string): number {
  const [year, month, day, hour, minute, second] = [0, 4, 6, 8, 10, 12].map((at, i) =>
    Number(text.slice(at, at + (i === 0 ? 4 : 2))),
  ) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

function formatTime(seconds: number): string {
  return new Date((seconds % 2 ** 32) * 1000).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '');
}
