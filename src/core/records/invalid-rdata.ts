import { RegctlError } from '../errors.ts';

/** Where in the data of a record something is read: for the messages of errors. */
export interface FieldPlace {
  readonly type: string;
  /** The field's name, absent where the whole RDATA is meant. */
  readonly field?: string;
}

/** The error for RDATA that do not fit their type. `reason` says what is expected. */
export function invalidRdata(place: FieldPlace, text: string, reason: string, cause?: unknown): RegctlError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  const where = place.field === undefined ? place.type : `${place.type} ${place.field}`;
  return new RegctlError('INVALID_RDATA', `${where} ${JSON.stringify(shown)} is not valid`, {
    reason,
    details: { type: place.type, ...(place.field === undefined ? {} : { field: place.field }), text: shown },
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error for RDATA that lack a field. */
export function missingField(place: FieldPlace): RegctlError {
  return new RegctlError('INVALID_RDATA', `${place.type} data lack the ${place.field ?? 'data'}`, {
    reason: 'the data end too early',
    details: { type: place.type, ...(place.field === undefined ? {} : { field: place.field }) },
  });
}
