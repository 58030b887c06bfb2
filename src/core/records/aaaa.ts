import { defineType } from './define-type.ts';
import { ipv6Address } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** IPv6 address, written as RFC 5952 says. */
export const AAAA: RRType = defineType({
  type: 'AAAA',
  code: 28,
  rfc: 'RFC 3596 §2.2',
  example: '2001:db8::1',
  fields: [ipv6Address],
});
