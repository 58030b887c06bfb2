import type { Fetch } from '../../src/adapters/http/client.ts';
import { API_PREFIX } from '../../src/control-plane/contract.ts';
import type { AnyOperation } from '../../src/control-plane/contract/operation.ts';

/** Calls an operation over HTTP with any input: its fields go into path, query and body as the contract has them. */
export function callOperation(
  server: { readonly url: string; readonly fetch: Fetch },
  { method, path, query }: AnyOperation,
  input: object,
  token: string,
): Promise<Response> {
  const rest: { [field: string]: unknown } = { ...input };
  const take = (field: string): string => {
    const value = rest[field];
    delete rest[field];
    return typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value ?? 'none');
  };
  const at = path.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(take(field)) || 'none');
  const asked = Object.keys(query ?? {}).filter((field) => rest[field] !== undefined);
  const search = new URLSearchParams(asked.map((field) => [field, take(field)]));
  return server.fetch(`${server.url}${API_PREFIX}${at}${search.size === 0 ? '' : `?${search.toString()}`}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'GET' || method === 'DELETE' ? {} : { body: JSON.stringify(rest) }),
  });
}
