import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Alias: the whole name is another one. */
export const CNAME: RRType = defineType({
  type: 'CNAME',
  code: 5,
  rfc: 'RFC 1035 §3.3.1',
  example: 'www.example.net.',
  fields: [domainName('cname', { isTarget: true })],
});
