import { defineType } from './define-type.ts';
import { textRest, u16 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** URI of a service; the target is one text without a length octet. */
export const URI: RRType = defineType({
  type: 'URI',
  code: 256,
  rfc: 'RFC 7553 §4',
  example: '10 1 "https://www.example.net/path"',
  fields: [u16('priority'), u16('weight'), textRest('target')],
});
