import { RegctlError, type Json } from '../../core/errors.ts';

type Call = (...input: readonly Json[]) => Json;

/** The functions of Go's templates, and of gh's, that are of use for lists of records. */
export const FUNCTIONS: { readonly [name: string]: Call } = {
  and: (...input) => input.find((one) => !isTrue(one)) ?? input.at(-1) ?? null,
  or: (...input) => input.find(isTrue) ?? input.at(-1) ?? null,
  not: (one = null) => !isTrue(one),
  eq: (first = null, ...others) => others.some((one) => textOf(one) === textOf(first)),
  ne: (a = null, b = null) => textOf(a) !== textOf(b),
  lt: (a = null, b = null) => order(a, b) < 0,
  le: (a = null, b = null) => order(a, b) <= 0,
  gt: (a = null, b = null) => order(a, b) > 0,
  ge: (a = null, b = null) => order(a, b) >= 0,
  len: (one = null) =>
    typeof one === 'object' && one !== null ? Object.keys(one).length : textOf(one).length,
  index: (of = null, ...keys) => keys.reduce<Json>((value, key) => member(value, textOf(key)), of),
  join: (between = null, list = null) => listOf(list).map(textOf).join(textOf(between)),
  pluck: (name = null, list = null) => listOf(list).map((one) => member(one, textOf(name))),
  truncate: (most = null, one = null) => cut(textOf(one), Number(most)),
  upper: (one = null) => textOf(one).toUpperCase(),
  lower: (one = null) => textOf(one).toLowerCase(),
  json: (one = null) => JSON.stringify(one),
  printf: (form = null, ...input) => format(textOf(form), input),
};

export function callFunction(name: string, input: readonly Json[]): Json {
  const call = FUNCTIONS[name];
  if (call !== undefined) return call(...input);
  throw new RegctlError('INTERNAL', `defect: ${name} is no function of templates`);
}

/** As Go has it: nothing, zero, false and what is empty are not. */
export function isTrue(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

export function textOf(value: Json): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What stands under a name or number; null where nothing does. */
export function member(value: Json, key: string): Json {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  return (value as { readonly [key: string]: Json })[key] ?? null;
}

function listOf(value: Json): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[];
  return value === null ? [] : [value];
}

function order(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [textOf(a), textOf(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function cut(text: string, most: number): string {
  const characters = Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
  return characters.length <= most ? text : `${characters.slice(0, Math.max(most - 1, 0)).join('')}…`;
}

/** `%s`, `%v`, `%d`, `%q` and `%%`, with a width: `%-20s`. */
function format(form: string, input: readonly Json[]): string {
  let next = 0;
  return form.replaceAll(/%(-?)([0-9]{0,3})([svdq%])/g, (_, left: string, width: string, verb: string) => {
    if (verb === '%') return '%';
    const value = input[next++] ?? null;
    const text = verb === 'q' ? JSON.stringify(textOf(value)) : textOf(value);
    return left === '-' ? text.padEnd(Number(width)) : text.padStart(Number(width));
  });
}
