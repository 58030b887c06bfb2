import { defineType } from './define-type.ts';
import { domainName, duration, u32 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Start of authority. */
export const SOA: RRType = defineType({
  type: 'SOA',
  code: 6,
  rfc: 'RFC 1035 §3.3.13',
  example: 'ns1.example.net. hostmaster.example.net. 2026112101 7200 3600 1209600 3600',
  fields: [
    domainName('mname'),
    domainName('rname'),
    u32('serial'),
    duration('refresh'),
    duration('retry'),
    duration('expire'),
    duration('minimum'),
  ],
});
