import { canonicalJson } from '../canonical-json.ts';
import { RegctlError, type Json } from '../errors.ts';
import type { Rdata, RdataFields, RRType } from './rr-type.ts';

/**
 * What a provider holds at a name and no RR type can say: a weighted set, an alias to a resource, a URL forward, a line of a language of its own. The RDATA is
 * one JSON object of the provider's own fields, canonical. It never goes to a name server; the provider that made it checks and writes it.
 */
export const NATIVE: RRType = {
  type: 'NATIVE',
  code: 65_404,
  rfc: 'none; what only one provider knows',
  example: '{"kind":"url-forward","location":"https://www.example.net/"}',
  parse: (tokens) => nativeRdata(readObject(tokens.map((token) => token.text).join(' '))),
  toWire: (rdata) => new TextEncoder().encode(rdata),
  fromWire: (message, offset, length) =>
    nativeRdata(readObject(new TextDecoder().decode(message.subarray(offset, offset + length)))),
  fields: (rdata) => readObject(rdata),
};

/** Gives the RDATA of a NATIVE record. */
export function nativeRdata(fields: RdataFields): Rdata {
  return canonicalJson(fields);
}

function readObject(text: string): RdataFields {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw notAnObject(text, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw notAnObject(text);
  return value as RdataFields;
}

function notAnObject(text: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_RDATA', `${JSON.stringify(text)} is no NATIVE data`, {
    reason: 'it is one JSON object of the provider',
    hint: 'see the fields with `regctl dns list ZONE --type NATIVE`, and in the help of the provider',
    ...(cause === undefined ? {} : { cause }),
  });
}
