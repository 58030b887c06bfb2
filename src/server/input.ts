import type { Context } from 'hono';
import type * as z from 'zod';
import type { AnyOperation, QueryForm } from '../control-plane/contract/operation.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { CURSOR_FIELDS } from './page.ts';

/** Octets of a body: a plan over a zone of some hundred thousand records is the largest that is honest; all else is far from the other bound. */
const MAX_PLAN_OCTETS = 64 * 1024 * 1024;
const MAX_BODY_OCTETS = 1024 * 1024;
/** Objects and lists inside each other; a plan needs 8. */
const MAX_DEPTH = 64;

/**
 * Reads the input of an operation from path, query and body, and checks it by the contract.
 *
 * @throws RegctlError `INVALID_INPUT` naming the field, `TOO_LARGE`, or what a parser of the core says
 */
export async function readInput(context: Context, operation: AnyOperation): Promise<unknown> {
  // Without a prototype, so that a field called `__proto__` is a field like others.
  const fields = Object.create(null) as { [field: string]: unknown };
  if (operation.method !== 'GET' && operation.method !== 'DELETE')
    Object.assign(
      fields,
      await readBody(context.req.raw, operation.id.startsWith('plans.') ? MAX_PLAN_OCTETS : MAX_BODY_OCTETS),
    );
  for (const [name, value] of Object.entries(readQuery(context, operation))) put(fields, name, value);
  for (const [name, value] of Object.entries(context.req.param())) put(fields, name, value);
  return checkInput(operation.id, operation.input, fields);
}

/** Reads a body that is all of the input. @throws RegctlError as {@link readInput} */
export async function readWholeBody<T>(request: Request, name: string, schema: z.ZodType<T>): Promise<T> {
  return checkInput(name, schema, await readBody(request, MAX_BODY_OCTETS));
}

function checkInput<T>(name: string, schema: z.ZodType<T>, fields: object): T {
  const read = schema.safeParse(fields);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const refused = issue?.code === 'custom' ? (issue.params?.['error'] as unknown) : undefined;
  if (isRegctlError(refused)) throw refused;
  throw invalid(
    `${issue?.path.join('.') || 'the input'} of ${name} is not as it must be`,
    issue?.message ?? 'it does not follow the contract',
  );
}

/** A field may be said once. */
function put(fields: { [field: string]: unknown }, name: string, value: unknown): void {
  if (Object.hasOwn(fields, name))
    throw invalid(`${name} is given twice`, 'it belongs into path, query or body');
  fields[name] = value;
}

function readQuery(context: Context, operation: AnyOperation): { [field: string]: unknown } {
  const fields: { [field: string]: unknown } = {};
  for (const [name, values] of Object.entries(context.req.queries())) {
    if (operation.cursorOf !== undefined && CURSOR_FIELDS.includes(name)) continue;
    const form = operation.query?.[name];
    if (form === undefined || !Object.hasOwn(operation.query ?? {}, name))
      throw invalid(
        `${operation.id} has no query parameter ${JSON.stringify(name)}`,
        'it is not in the contract',
      );
    if (values.length !== 1 || values[0] === undefined)
      throw invalid(`${name} is given twice`, 'it is taken once');
    fields[name] = readValue(name, form, values[0]);
  }
  return fields;
}

function readValue(name: string, form: QueryForm, text: string): unknown {
  switch (form) {
    case 'text':
      return text;
    case 'list':
      return text === '' ? [] : text.split(',');
    case 'integer':
      if (/^-?\d{1,15}$/.test(text)) return Number(text);
      throw invalid(`${name} is no whole number`, `it is ${JSON.stringify(text)}`);
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true';
      throw invalid(`${name} is neither true nor false`, `it is ${JSON.stringify(text)}`);
  }
}

async function readBody(request: Request, most: number): Promise<object> {
  const text = await readText(request, most);
  if (text === '') return {};
  const type = request.headers.get('content-type') ?? '';
  // A form or plain text could be sent by a page of anybody's, without its browser asking first.
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw invalid('the body is no JSON', `its content-type is ${JSON.stringify(type)}`);
  if (depthOf(text) > MAX_DEPTH)
    throw tooLarge('the body is nested too deeply', `more than ${MAX_DEPTH} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid('the body is no JSON', 'it cannot be parsed');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw invalid('the body is no JSON object', 'the fields of the input are expected in one');
}

async function readText(request: Request, most: number): Promise<string> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > most) throw bodyTooLarge(most);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader?.cancel();
      throw bodyTooLarge(most);
    }
    text += decode(decoder, value);
  }
  return text + decode(decoder, undefined);
}

function decode(decoder: TextDecoder, octets: Uint8Array | undefined): string {
  try {
    return octets === undefined ? decoder.decode() : decoder.decode(octets, { stream: true });
  } catch {
    throw invalid('the body is no UTF-8', 'some octets of it stand for no character');
  }
}

/** The deepest nesting of a JSON text, found without parsing it. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 0x22) i = endOfString(text, i);
    else if (unit === 0x7b || unit === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (unit === 0x7d || unit === 0x5d) depth--;
  }
  return deepest;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== 0x22) i += text.charCodeAt(i) === 0x5c ? 2 : 1;
  return i;
}

function bodyTooLarge(most: number): RegctlError {
  return tooLarge('the body is too large', `the server takes ${String(most)} octets here`);
}

function tooLarge(message: string, reason: string): RegctlError {
  return new RegctlError('TOO_LARGE', message, { reason, hint: 'send it in parts' });
}

function invalid(message: string, reason: string): RegctlError {
  return new RegctlError('INVALID_INPUT', message, { reason, hint: 'see /openapi.json of the server' });
}
