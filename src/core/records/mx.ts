import { defineType } from './define-type.ts';
import { domainName, u16 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Mail exchange; `0 .` says that the name takes no mail (RFC 7505). */
export const MX: RRType = defineType({
  type: 'MX',
  code: 15,
  rfc: 'RFC 1035 §3.3.9',
  example: '10 mail.example.net.',
  fields: [u16('preference'), domainName('exchange', { isTarget: true })],
});
