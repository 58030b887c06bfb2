import { defineType } from './define-type.ts';
import { characterString } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Machine and operating system. */
export const HINFO: RRType = defineType({
  type: 'HINFO',
  code: 13,
  rfc: 'RFC 1035 §3.3.2',
  example: '"RFC8482" ""',
  fields: [characterString('cpu'), characterString('os')],
});
