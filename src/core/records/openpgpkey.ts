import { defineType } from './define-type.ts';
import { base64Rest } from './fields.ts';
import type { RRType } from './rr-type.ts';

/** OpenPGP public key. */
export const OPENPGPKEY: RRType = defineType({
  type: 'OPENPGPKEY',
  code: 61,
  rfc: 'RFC 7929 §2.1',
  example: 'mQENBFVHm5sBCAA=',
  fields: [base64Rest('publicKey')],
});
