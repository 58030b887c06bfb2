import { isRegctlError } from '../../../core/errors.ts';
import { parseRdata } from '../../../core/records/index.ts';
import type { Rdata } from '../../../core/rrset.ts';

/**
 * How an element of `ds_records` is written. The vendor does not document it: public scripts send objects of strings, and a line in presentation form is as
 * likely to be read (both 2026-11-21), so both are understood.
 */
export type DsForm = 'object' | 'line';

const NAMES: readonly (readonly string[])[] = [
  ['keytag', 'key_tag', 'keyTag'],
  ['alg', 'algorithm'],
  ['digesttype', 'digest_type', 'digestType'],
  ['digest'],
];

export function dsFormOf(element: unknown): DsForm {
  return typeof element === 'string' ? 'line' : 'object';
}

/** Gives canonical DS RDATA; undefined for what cannot be understood. */
export function dsFromApi(element: unknown): Rdata | undefined {
  const line = typeof element === 'string' ? element : lineOf(element);
  if (line === undefined) return undefined;
  try {
    return parseRdata('DS', line, '');
  } catch (error) {
    if (isRegctlError(error)) return undefined;
    throw error;
  }
}

export function dsToApi(ds: Rdata, form: DsForm): unknown {
  if (form === 'line') return ds;
  const [keytag, alg, digesttype, digest] = ds.split(' ');
  return { keytag, alg, digesttype, digest };
}

function lineOf(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(element));
  const values = NAMES.map((names) =>
    names.map((name) => members.get(name)).find((value) => value !== undefined),
  );
  return values.every((value) => typeof value === 'string' || typeof value === 'number')
    ? values.join(' ')
    : undefined;
}
