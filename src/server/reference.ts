import * as z from 'zod';
import { API_PREFIX, contract } from '../control-plane/contract.ts';
import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { html, page, type Html } from './pages/html.ts';

/** The API for people: every operation with what it takes, made of the contract; no script at all. */
export function referencePage(version: string): Response {
  const nouns = Object.entries(contract).map(([noun, verbs]) => ({
    noun,
    operations: Object.values(verbs as { readonly [verb: string]: AnyOperation }),
  }));
  const body = html`<p>
      Version ${version}. Everything is below <code>${API_PREFIX}</code> and takes
      <code>Authorization: Bearer TOKEN</code>. The same for programs:
      <a href="/openapi.json">/openapi.json</a>.
    </p>
    <nav aria-label="Nouns">${nouns.map(({ noun }) => html`<a href="#${noun}">${noun}</a> `)}</nav>
    ${nouns.map(
      ({ noun, operations }) =>
        html`<h2 id="${noun}">${noun}</h2>
          <dl>${operations.map(entry)}</dl>`,
    )}`;
  return page('API of the control plane', body);
}

function entry(operation: AnyOperation): Html {
  const fields = fieldsOf(operation);
  return html`<dt id="${operation.id}"><code>${operation.method} ${operation.path}</code></dt>
    <dd>
      ${operation.summary}
      <small>${operation.scope === null ? 'any login' : `needs ${operation.scope}`}</small>
      ${fields.length === 0 ? undefined : html`<small>takes ${fields.join(', ')}</small>`}
    </dd>`;
}

/** Fields of the input; those that may be left out with a question mark. */
function fieldsOf({ input }: AnyOperation): readonly string[] {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as {
    readonly properties?: { readonly [name: string]: unknown };
    readonly required?: readonly string[];
  };
  return Object.keys(schema.properties ?? {}).map((name) =>
    schema.required?.includes(name) === true ? name : `${name}?`,
  );
}
