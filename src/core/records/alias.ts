import { defineType } from './define-type.ts';
import { domainName } from './fields.ts';
import type { RRType } from './rr-type.ts';

/**
 * A name whose addresses the provider copies from another name; may stand at the apex. No RFC defines it, resolvers never see it.
 * The number is the one PowerDNS uses in zone transfers.
 */
export const ALIAS: RRType = defineType({
  type: 'ALIAS',
  code: 65_401,
  rfc: 'none; a type of providers',
  example: 'www.example.net.',
  fields: [domainName('target', { isTarget: true })],
});

/** The same under the name that an expired draft of the IETF and some providers use. */
export const ANAME: RRType = defineType({
  type: 'ANAME',
  code: 65_403,
  rfc: 'draft-ietf-dnsop-aname, expired',
  example: 'www.example.net.',
  fields: [domainName('target', { isTarget: true })],
});
