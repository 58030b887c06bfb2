import { isRegctlError, RegctlError, type Json } from '../errors.ts';
import type { DomainName } from '../names.ts';
import { WireReader } from '../wire/reader.ts';
import { WireWriter } from '../wire/writer.ts';
import type { Field } from './fields.ts';
import { isGeneric, parseGeneric } from './generic.ts';
import { invalidRdata, missingField, type FieldPlace } from './invalid-rdata.ts';
import type { Rdata, RdataToken, RRType } from './rr-type.ts';
import { splitRdata } from './tokens.ts';

/** A type as a list of fields, one word each. */
export interface TypeDefinition {
  readonly type: string;
  readonly code: number;
  readonly rfc: string;
  readonly example: Rdata;
  readonly fields: readonly Field[];
  /** Checks what the fields must be together, on input only: what a server already holds is shown as it is. */
  check?(values: readonly string[], refuse: Refuse): void;
}

/** Throws the `INVALID_RDATA` error for a field by its name. */
export type Refuse = (field: string, text: string, reason: string) => never;

/** Makes an RR type of its field list. */
export function defineType(definition: TypeDefinition): RRType {
  const { type, fields } = definition;
  const places: readonly FieldPlace[] = fields.map((field) => ({ type, field: field.name }));
  const targetAt = fields.flatMap((field, i) => (field.isTarget === true ? [i] : []));
  const refuse: Refuse = (field, text, reason) => {
    throw invalidRdata({ type, field }, text, reason);
  };

  const rrType: RRType = {
    type,
    code: definition.code,
    rfc: definition.rfc,
    example: definition.example,
    parse(tokens, origin) {
      if (isGeneric(tokens)) return parseGeneric(rrType, tokens);
      const rdata = parseFields(fields, places, tokens, origin);
      definition.check?.(splitRdata(rdata), refuse);
      return rdata;
    },
    toWire(rdata) {
      const out = new WireWriter();
      const words = splitRdata(rdata);
      for (let i = 0; i < fields.length; i++) (fields[i] as Field).write(wordsOf(fields, words, i), out);
      return out.finish();
    },
    fromWire(message, offset, length) {
      return readRdata(type, message, offset, length, (input) =>
        // An empty list at the end leaves no blank.
        fields
          .map((field) => field.read(input))
          .join(' ')
          .trimEnd(),
      );
    },
    fields(rdata) {
      const words = splitRdata(rdata);
      return Object.fromEntries(
        fields.map((field, i): [string, Json] => [field.name, field.toJson(wordsOf(fields, words, i))]),
      );
    },
  };
  if (targetAt.length === 0) return rrType;
  return { ...rrType, targets: (rdata) => targetNames(rdata, targetAt) };
}

/**
 * Runs `read` over exactly the octets of one RDATA.
 *
 * @throws RegctlError `INVALID_RDATA` when octets lack or are left over
 */
export function readRdata(
  type: string,
  message: Uint8Array,
  offset: number,
  length: number,
  read: (input: WireReader) => Rdata,
): Rdata {
  try {
    const input = new WireReader(message, offset, offset + length);
    const rdata = read(input);
    if (input.remaining > 0) throw malformedRdata(type, `${input.remaining} octets are left over`);
    return rdata;
  } catch (error) {
    if (isRegctlError(error, 'MALFORMED_MESSAGE'))
      throw malformedRdata(type, error.reason ?? error.message, error);
    throw error;
  }
}

/** The error for octets that are no RDATA of the type. */
export function malformedRdata(type: string, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('INVALID_RDATA', `the octets are no ${type} data`, {
    reason,
    details: { type },
    ...(cause === undefined ? {} : { cause }),
  });
}

function parseFields(
  fields: readonly Field[],
  places: readonly FieldPlace[],
  tokens: readonly RdataToken[],
  origin: DomainName,
): Rdata {
  let rdata = '';
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as Field;
    const place = places[i] as FieldPlace;
    const token = field.takesRest === undefined ? tokens[i] : restToken(tokens, i, field.takesRest);
    if (token === undefined) throw missingField(place);
    const value = field.parse(token, origin, place);
    rdata = i === 0 ? value : value === '' ? rdata : `${rdata} ${value}`;
  }
  const surplus = tokens[fields.length];
  if (surplus !== undefined && fields.at(-1)?.takesRest === undefined) {
    throw invalidRdata(
      { type: (places[0] as FieldPlace).type },
      surplus.text,
      'nothing more can follow here',
    );
  }
  return rdata;
}

/** Gives all words from `start` on as one; a list may have none. */
function restToken(
  tokens: readonly RdataToken[],
  start: number,
  how: 'joined' | 'list',
): RdataToken | undefined {
  if (tokens.length === start + 1) return tokens[start];
  if (tokens.length <= start && how === 'joined') return undefined;
  const rest = tokens.slice(start);
  return {
    text: rest.map((token) => token.text).join(how === 'list' ? ' ' : ''),
    quoted: rest.some((token) => token.quoted),
  };
}

/** Gives the canonical text of one field. */
function wordsOf(fields: readonly Field[], words: readonly string[], i: number): string {
  return fields[i]?.takesRest === 'list' ? words.slice(i).join(' ') : (words[i] ?? '');
}

function targetNames(rdata: Rdata, targetAt: readonly number[]): DomainName[] {
  const words = splitRdata(rdata);
  return targetAt.map((i) => (words[i] ?? '.').slice(0, -1));
}
