import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Pointer to a name, as reverse zones have. */
export const PTR: RRType = defineType({
  type: 'PTR',
  code: 12,
  rfc: 'RFC 1035 §3.3.12',
  example: 'host.example.net.',
  fields: [domainName('ptrdname', { isTarget: true })],
});
