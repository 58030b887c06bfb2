import type { Json } from './errors.ts';

/** Gives what of a value can be sent and kept: dates as text, members that are undefined left out. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** Does so for a value that is an object. */
export function toJsonObject(value: object): { readonly [key: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { readonly [key: string]: Json };
}
