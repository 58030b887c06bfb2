import { defineType } from './define-type.ts';
import { ipv4Address } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** IPv4 address. */
export const A: RRType = defineType({
  type: 'A',
  code: 1,
  rfc: 'RFC 1035 §3.4.1',
  example: '192.0.2.1',
  fields: [ipv4Address],
});
