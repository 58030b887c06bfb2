import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { OPERATIONS } from '../../src/control-plane/contract.ts';
import type { AnyOperation } from '../../src/control-plane/contract/operation.ts';
import type { OpenServer, ServerSubject } from './server.ts';
import { callOperation } from '../support/call-operation.ts';

type Schema = { readonly [key: string]: unknown };

/** Text that is awkward somewhere: for names, SQL, paths, JSON, Unicode. */
const text = fc.oneof(
  fc.constantFrom(
    '',
    '@',
    '.',
    '..',
    'main',
    'example.org',
    "' or 1=1 --",
    '../../etc/passwd',
    '\u0000',
    '\ud800',
  ),
  fc.constantFrom(
    '192.0.2.1',
    '10 mx.example.net.',
    '"x',
    '\\',
    'A',
    'TXT',
    'NATIVE',
    'TYPE65535',
    '*',
    'xn--a',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);
const anything = fc.oneof(
  { depthSize: 'small' },
  text,
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Values as a schema has them, and now and then something else. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  const fitting = fittingValues(schema);
  return fc.oneof({ weight: 9, arbitrary: fitting }, { weight: 1, arbitrary: anything });
}

function fittingValues(schema: Schema): fc.Arbitrary<unknown> {
  const among = (schema['anyOf'] ?? schema['oneOf']) as readonly Schema[] | undefined;
  if (among !== undefined) return fc.oneof(...among.map(valuesOf));
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'object': {
      const properties = (schema['properties'] ?? {}) as { readonly [name: string]: Schema };
      const model = Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [name, valuesOf(one)]),
      );
      return fc.record(model, { requiredKeys: (schema['required'] ?? []) as string[] });
    }
    case 'array':
      return fc.array(valuesOf((schema['items'] ?? {}) as Schema), { maxLength: 4 });
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: -1, max: 100_000 }), fc.double());
    case 'boolean':
      return fc.boolean();
    case 'string':
      return text;
    default:
      return anything;
  }
}

/** Inputs made of the contract, and now and then of something else, fail by no defect. */
export function serverFuzzContract(name: string, open: OpenServer, runs: number): void {
  describe(`bodies and queries made of the contract: ${name}`, () => {
    let server: ServerSubject;
    beforeAll(async () => {
      server = await open({ limits: { address: 1e9, wrongTokens: 1e9, organization: 1e9 } });
      const client = server.client();
      await client.accounts.add({ ...server.account, name: 'main' });
      await client.zones.create({ zone: 'example.org', account: 'main', nameservers: ['ns1.example.net'] });
    });
    afterAll(() => server.dispose());

    // What asks name servers asks those of the whole world for names that come up here.
    const tried = OPERATIONS.filter(({ id }) => !/^(?:lookups|domains\.setNameservers)/.test(id));
    it.each(tried.map((operation) => [operation.id, operation] as const))(
      '%s never fails by itself',
      async (_, operation) => {
        const schema = z.toJSONSchema(operation.input, {
          io: 'input',
          unrepresentable: 'any',
          reused: 'inline',
        });
        await fc.assert(
          fc.asyncProperty(fittingValues(schema as Schema), async (input) => {
            const response = await callOperation(
              server,
              operation,
              withEveryQuery(operation, input as object),
              server.token,
            );
            const body = await response.text();
            expect(response.status, body).not.toBe(500);
            if (response.status >= 400) expect(JSON.parse(body)).toHaveProperty('code');
          }),
          { numRuns: runs },
        );
      },
    );
  });
}

/** An input that names every field of the query, those left out by what none of them takes. */
function withEveryQuery({ query }: AnyOperation, input: object): object {
  return { ...Object.fromEntries(Object.keys(query ?? {}).map((field) => [field, '"none"'])), ...input };
}
