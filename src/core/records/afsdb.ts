import { defineType } from './define-type.ts';
import { domainName, u16 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** AFS cell or DCE database server. */
export const AFSDB: RRType = defineType({
  type: 'AFSDB',
  code: 18,
  rfc: 'RFC 1183 §1',
  example: '1 afs.example.net.',
  fields: [u16('subtype'), domainName('hostname', { isTarget: true })],
});
