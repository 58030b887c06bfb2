import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Responsible person: a mailbox as a name, and where a TXT says more. */
export const RP: RRType = defineType({
  type: 'RP',
  code: 17,
  rfc: 'RFC 1183 §2.2',
  example: 'admin.example.net. info.example.net.',
  fields: [domainName('mbox'), domainName('txt')],
});
