import { defineType } from './define-type.ts';
import { u16, u32 } from './fields.ts';
import type { RRType } from './rr-type.ts';
import { typeBitmap } from './type-bitmap.ts';

/** Which records of the zone its parent should copy. */
export const CSYNC: RRType = defineType({
  type: 'CSYNC',
  code: 62,
  rfc: 'RFC 7477 §2.1',
  example: '2026112101 3 A NS AAAA',
  fields: [u32('serial'), u16('flags'), typeBitmap],
});
