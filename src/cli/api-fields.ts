import { RegctlError, type Json } from '../core/errors.ts';

/**
 * Makes a JSON object of fields as they are typed: `name=value`, `object[member]=value`, `list[]=value`.
 *
 * @param fields - with their values as they shall be
 */
export function fieldsToJson(fields: readonly (readonly [string, Json])[]): {
  readonly [name: string]: Json;
} {
  const root: { [name: string]: Json } = {};
  for (const [name, value] of fields) put(root, pathOf(name), value, name);
  return root;
}

/** Parts `name=value` at its first `=`. @throws RegctlError `USAGE` */
export function splitField(field: string, flag: string): readonly [string, string] {
  const at = field.indexOf('=');
  if (at > 0) return [field.slice(0, at), field.slice(at + 1)];
  throw new RegctlError('USAGE', `${flag} ${JSON.stringify(field)} has no value`, {
    reason: 'a field is name=value',
    hint: `${flag} name=value`,
  });
}

/** Reads a value as JSON has it where it is one of true, false, null or a whole number; text otherwise. */
export function typedValue(text: string): Json {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  return /^-?(0|[1-9]\d{0,14})$/.test(text) ? Number(text) : text;
}

/** `a[b][]` → `a`, `b`, and an empty word for a list. */
function pathOf(name: string): readonly string[] {
  const found = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (found === null) throw wrongName(name);
  const inner = [...(found[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1] ?? '');
  const path = [found[1] ?? '', ...inner];
  if (path.some((word) => word === '__proto__') || path.slice(0, -1).includes('')) throw wrongName(name);
  return path;
}

function put(root: { [name: string]: Json }, path: readonly string[], value: Json, name: string): void {
  let holder = root;
  const isList = path.at(-1) === '';
  const words = isList ? path.slice(0, -1) : path;
  for (const word of words.slice(0, -1)) {
    const next = Object.hasOwn(holder, word) ? holder[word] : (holder[word] = {});
    if (typeof next !== 'object' || next === null || Array.isArray(next)) throw wrongName(name);
    holder = next as { [name: string]: Json };
  }
  const last = words.at(-1) ?? '';
  if (!isList) {
    holder[last] = value;
    return;
  }
  const list = Object.hasOwn(holder, last) ? holder[last] : [];
  if (!Array.isArray(list)) throw wrongName(name);
  holder[last] = [...(list as readonly Json[]), value];
}

function wrongName(name: string): RegctlError {
  return new RegctlError('USAGE', `${JSON.stringify(name)} is no name of a field`, {
    reason: 'it is name, object[member] or list[], and no other field makes it something else',
    hint: 'give the body by --input FILE',
  });
}
