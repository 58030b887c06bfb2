import * as z from 'zod';
import { API_PREFIX, OPERATIONS } from '../control-plane/contract.ts';
import { COMMON_ERRORS, type AnyOperation, type QueryForm } from '../control-plane/contract/operation.ts';
import { problemSchema, PROBLEM_TYPE, statusOf } from '../control-plane/problem.ts';
import { PROGRESS_TYPE, WAIT_HEADER } from '../control-plane/progress.ts';
import { RegctlError } from '../core/errors.ts';

type Schema = { [key: string]: unknown };

const QUERY_SCHEMAS: { readonly [F in QueryForm]: Schema } = {
  text: { type: 'string' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  list: { type: 'array', items: { type: 'string' } },
};

/** Writes the contract as an OpenAPI 3.1 document. */
export function openApiDocument(version: string): object {
  const paths: { [path: string]: { [method: string]: unknown } } = {};
  for (const operation of OPERATIONS) {
    const path = (paths[`${API_PREFIX}${operation.path}`] ??= {});
    path[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'regctl control plane',
      version,
      description: 'Domains, DNS and certificates of an organization, over its provider accounts.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}

function describe(operation: AnyOperation): object {
  const input = schemaOf(operation.input, 'input');
  const properties = (input['properties'] ?? {}) as Schema;
  const required = (input['required'] ?? []) as readonly string[];
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const query = Object.entries(operation.query ?? {});
  const elsewhere = new Set([...inPath, ...query.map(([name]) => name)]);
  const inBody = Object.keys(properties).filter((name) => !elsewhere.has(name));
  const hasBody = operation.method !== 'GET' && operation.method !== 'DELETE';
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [operation.id.split('.')[0]],
    'x-scope': operation.scope,
    parameters: [
      ...inPath.map((name) => ({ name, in: 'path', required: true, schema: properties[name] })),
      ...query.map(([name, form]) => ({
        name,
        in: 'query',
        required: required.includes(name),
        schema: QUERY_SCHEMAS[form],
        ...(form === 'list' ? { explode: false } : {}),
      })),
      ...(operation.cursorOf === undefined ? [] : PAGE_PARAMETERS),
      ...(operation.method === 'POST' ? [IDEMPOTENCY_KEY] : []),
      ...(operation.streams === true ? [WAIT] : []),
      ...(operation.replaces !== undefined ||
      (operation.versionOf !== undefined && operation.method !== 'GET')
        ? [IF_MATCH]
        : []),
      ...(operation.method === 'GET' ? [IF_NONE_MATCH] : []),
    ],
    ...(hasBody ? { requestBody: body(input, inBody, required) } : {}),
    responses: responses(operation),
  };
}

function body(input: Schema, fields: readonly string[], required: readonly string[]): object {
  const properties = input['properties'] as Schema | undefined;
  const needed = required.filter((name) => fields.includes(name));
  return {
    required: needed.length > 0,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: Object.fromEntries(fields.map((name) => [name, properties?.[name]])),
          required: needed,
          additionalProperties: false,
          ...(input['$defs'] === undefined ? {} : { $defs: input['$defs'] }),
        },
      },
    },
  };
}

function responses(operation: AnyOperation): { [status: string]: object } {
  const list: { [status: string]: { description: string; content?: object } } = {};
  const output = schemaOf(operation.output, 'output');
  if (output['type'] === 'null') list['204'] = { description: 'done' };
  else {
    const schema = operation.cursorOf === undefined ? output : pageOf(output);
    list['200'] = {
      description: 'done',
      content: {
        'application/json': { schema },
        ...(operation.streams === true ? { [PROGRESS_TYPE]: { schema: { type: 'string' } } } : {}),
      },
    };
  }
  for (const code of new Set([...COMMON_ERRORS, ...operation.errors])) {
    const status = String(statusOf(new RegctlError(code, '')));
    const known = list[status]?.description;
    list[status] = {
      description: known === undefined || status === '200' ? code : `${known}, ${code}`,
      content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return list;
}

function pageOf(items: Schema): Schema {
  return {
    type: 'object',
    properties: { items, next: { type: ['string', 'null'] } },
    required: ['items', 'next'],
  };
}

/** Gives the JSON Schema of one schema, its own definitions inlined where they are not recursive. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Schema;
  return rest;
}

const PAGE_PARAMETERS: readonly object[] = [
  { name: 'cursor', in: 'query', required: false, schema: { type: 'string' } },
  { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: 10_000 } },
];

const IDEMPOTENCY_KEY: object = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  description: 'the same key never carries a request out twice; kept for a day',
  schema: { type: 'string', maxLength: 200 },
};

const IF_MATCH: object = {
  name: 'if-match',
  in: 'header',
  required: false,
  description:
    'the ETag of the state as it was read: where it is another by now, the answer is 412 and nothing is done',
  schema: { type: 'string' },
};

const IF_NONE_MATCH: object = {
  name: 'if-none-match',
  in: 'header',
  required: false,
  description: 'the ETag of an answer that the caller has: where it is still the same, the answer is 304',
  schema: { type: 'string' },
};

const WAIT: object = {
  name: WAIT_HEADER,
  in: 'header',
  required: false,
  description: 'milliseconds that it may wait for a lock or a state',
  schema: { type: 'integer' },
};
