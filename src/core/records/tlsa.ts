import { defineType } from './define-type.ts';
import { hexRest, u8, type Field } from './fields.ts';
import type { RRType } from './rr-type.ts';

const fields: readonly Field[] = [u8('usage'), u8('selector'), u8('matchingType'), hexRest('data')];

const example = '3 1 1 0d6fce3397b2e5e8e3e4a1f4a7c1c9a90a4bfb1d6ea40bd0a2f0d4b3c1a5e7f9';

/** Certificate or key of a TLS server (DANE). */
export const TLSA: RRType = defineType({ type: 'TLSA', code: 52, rfc: 'RFC 6698 §2.1', example, fields });

/** Certificate or key of a mail user. */
export const SMIMEA: RRType = defineType({ type: 'SMIMEA', code: 53, rfc: 'RFC 8162 §2', example, fields });
