import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Alias of everything below the name. */
export const DNAME: RRType = defineType({
  type: 'DNAME',
  code: 39,
  rfc: 'RFC 6672 §2.1',
  example: 'example.net.',
  fields: [domainName('target', { isTarget: true })],
});
