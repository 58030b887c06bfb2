import { defineType } from './define-type.ts';
import { domainName, u16 } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** Host and port of a service; the target \`.\` says that there is none. */
export const SRV: RRType = defineType({
  type: 'SRV',
  code: 33,
  rfc: 'RFC 2782',
  example: '10 60 5060 sip.example.net.',
  fields: [u16('priority'), u16('weight'), u16('port'), domainName('target', { isTarget: true })],
});
