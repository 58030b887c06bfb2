import { defineType } from './define-type.ts';
import { textRest, u16, type Field } from './fields.ts';
import { invalidRdata } from './invalid-rdata.ts';
import type { RRType } from './rr-type.ts';

const targetText = textRest('target');

/** Stands in quotes always (RFC 7553 §4.4). */
const target: Field = {
  ...targetText,
  parse(token, origin, place) {
    if (!token.quoted) throw invalidRdata(place, token.text, 'the URI stands in double quotes');
    if (token.text === '') throw invalidRdata(place, token.text, 'the URI is at least one character long');
    return targetText.parse(token, origin, place);
  },
};

/** URI of a service; the target is one text without a length octet. */
export const URI: RRType = defineType({
  type: 'URI',
  code: 256,
  rfc: 'RFC 7553 §4',
  example: '10 1 "https://www.example.net/path"',
  fields: [u16('priority'), u16('weight'), target],
});
