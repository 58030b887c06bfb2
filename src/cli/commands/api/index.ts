import { RegctlError, type Json } from '../../../core/errors.ts';
import type { RawAnswer, RawRequest } from '../../../control-plane/raw-call.ts';
import { fieldsToJson, splitField, typedValue } from '../../api-fields.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { text } from '../../output/view.ts';
import { parseJson, readInput, readValue } from '../../read-input.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Headers that are regctl's: the token goes where it belongs, and nowhere else. */
const OWN_HEADERS = ['authorization', 'host', 'content-length', 'cookie'];

export const command: AnyCommand = defineCommand({
  summary: 'Send a request to the control plane as whoever is logged in, and print what it answers',
  description:
    'For what no command does. Fields become the query of GET and DELETE, and a JSON body of the others; with --input they always become the query. `regctl api GET /openapi.json` prints the document of every operation. Nothing is asked or guarded here but what the server itself guards.',
  examples: [
    { command: 'regctl api GET /zones', does: 'zones, as the server has them' },
    { command: "regctl api GET /zones --paginate --jq '.[].name'", does: 'all pages as one list' },
    {
      command: 'regctl api POST /accounts -f name=pdns -f provider=powerdns -F insecure=false',
      does: 'a body of fields; -F reads true, false, null, numbers and @file',
    },
    { command: 'regctl api POST /plans --input request.json', does: 'a body from a file, or - for stdin' },
  ],
  args: [
    { name: 'method', description: `one of ${METHODS.join(', ')}` },
    { name: 'path', description: 'path of the operation, with or without /api/v1' },
  ],
  flags: {
    'raw-field': { type: 'list', short: 'f', value: 'NAME=VALUE', description: 'field whose value is text' },
    field: {
      type: 'list',
      short: 'F',
      value: 'NAME=VALUE',
      description: 'field whose value is true, false, null, a number, @FILE, - for stdin, or text',
    },
    header: { type: 'list', short: 'H', value: 'NAME:VALUE', description: 'header of the request' },
    input: { type: 'string', value: 'FILE', completes: 'file', description: 'body; - for stdin' },
    paginate: { type: 'boolean', description: 'ask for all pages, and print their items as one list' },
    include: { type: 'boolean', short: 'i', description: 'print status and headers of the answer too' },
    silent: { type: 'boolean', description: 'print nothing of the answer' },
  },
  fields: [],
  exitCodes: {
    4: 'not logged in, or not allowed',
    5: 'there is nothing at that path',
    6: 'in local mode: there is no control plane',
    7: 'the server refused',
    10: 'the server could not be reached, or failed',
  },
  writes: true,
  run: async (context, input) => {
    const method = methodOf(input.arg('method'));
    if (input.flags.paginate && method !== 'GET') {
      throw new RegctlError('USAGE', `--paginate is not for ${method}`, {
        reason: 'only what is read comes in pages',
        hint: 'regctl api GET PATH --paginate',
      });
    }
    const request = await requestOf(context, method, input.arg('path'), input.flags);
    const api = await context.api();
    const answer = input.flags.paginate ? await api.all(request) : await api.send(request);
    if (input.flags.silent) return { kind: 'nothing' };
    const indent = context.io.stdout.isTty ? 2 : undefined;
    const body = answer.value === null ? '' : `${JSON.stringify(answer.value, null, indent)}\n`;
    return {
      kind: 'text',
      text: input.flags.include ? `${headOf(answer)}\n${body}` : body,
      value: answer.value,
    };
  },
});

function methodOf(word: string): RawRequest['method'] {
  const method = METHODS.find((candidate) => candidate === word.toUpperCase());
  if (method !== undefined) return method;
  throw new RegctlError('USAGE', `${JSON.stringify(word)} is no method`, {
    reason: `the methods are ${METHODS.join(', ')}`,
    hint: 'regctl api GET /zones',
  });
}

interface RequestFlags {
  readonly 'raw-field': readonly string[];
  readonly field: readonly string[];
  readonly header: readonly string[];
  readonly input: string | undefined;
}

async function requestOf(
  context: Context,
  method: RawRequest['method'],
  path: string,
  flags: RequestFlags,
): Promise<RawRequest> {
  const fields: (readonly [string, Json])[] = flags['raw-field'].map((field) => splitField(field, '-f'));
  for (const [name, word] of flags.field.map((field) => splitField(field, '-F')))
    fields.push([name, /^(@|-$)/.test(word) ? await readValue(context, word) : typedValue(word)]);
  const headers = Object.fromEntries(flags.header.map(headerOf));
  const query = method === 'GET' || method === 'DELETE' || flags.input !== undefined;
  if (query) {
    const asked = Object.fromEntries(fields.map(([name, value]) => [name, text(value)]));
    if (flags.input === undefined) return { method, path, headers, query: asked };
    const body = await readInput(context, flags.input);
    parseJson(body, flags.input === '-' ? 'stdin' : flags.input);
    return { method, path, headers, query: asked, body };
  }
  return {
    method,
    path,
    headers,
    ...(fields.length === 0 ? {} : { body: JSON.stringify(fieldsToJson(fields)) }),
  };
}

function headerOf(header: string): readonly [string, string] {
  const [, name = '', value = ''] = /^([\w-]+):\s*([\x20-\x7e]*)$/.exec(header) ?? [];
  if (name !== '' && !OWN_HEADERS.includes(name.toLowerCase())) return [name.toLowerCase(), value];
  throw new RegctlError('USAGE', name === '' ? 'a header has no name' : `-H ${name} cannot be given`, {
    reason: name === '' ? 'it is NAME:VALUE' : 'regctl sets it itself',
    hint: '-H "x-request-id: 1"',
  });
}

function headOf({ status, headers }: RawAnswer): string {
  const lines = Object.entries(headers).filter(([name]) => name !== 'set-cookie');
  return `HTTP ${status}\n${lines.map(([name, value]) => `${name}: ${value}\n`).join('')}`;
}
