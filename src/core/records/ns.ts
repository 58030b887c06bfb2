import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Name server of the zone, or of a delegation below it. */
export const NS: RRType = defineType({
  type: 'NS',
  code: 2,
  rfc: 'RFC 1035 §3.3.11',
  example: 'ns1.example.net.',
  fields: [domainName('nsdname', { isTarget: true })],
});
