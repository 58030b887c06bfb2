import { RegctlError, type Json } from '../core/errors.ts';
import type { HttpResponse } from '../ports/http-client.ts';
import { API_PREFIX } from './contract.ts';
import type { HostedOptions } from './http-call.ts';
import { pageSchema } from './page.ts';
import { fromProblem, PROBLEM_TYPE } from './problem.ts';

/** A request that a person wrote: method and path as the server's own document (/openapi.json) has them. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/zones`, or the whole path `/api/v1/zones`. */
  readonly path: string;
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  /** JSON text. */
  readonly body?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** The JSON of the answer; null where it has none. */
  readonly value: Json;
}

/** Milliseconds: an operation may wait for other things. */
const TIMEOUT_MS = 30 * 60_000;
/** Paths of a server beside its operations. */
const BESIDE = ['/openapi.json', '/healthz', '/readyz'];

/** Sends one request in the name of whoever is logged in. @throws RegctlError what the server threw */
export async function callRaw(
  hosted: HostedOptions,
  request: RawRequest,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const response = await hosted.http.send({
    method: request.method,
    url: urlOf(hosted, request),
    headers: {
      accept: 'application/json',
      ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(request.method === 'POST' ? { 'idempotency-key': hosted.newKey() } : {}),
      ...request.headers,
      authorization: `Bearer ${await hosted.token()}`,
    },
    repeatable: request.method !== 'PATCH',
    timeoutMs: TIMEOUT_MS,
    signal,
    ...(request.body === undefined ? {} : { body: request.body }),
  });
  return { status: response.status, headers: response.headers, value: readValue(hosted, response) };
}

/** Asks for page after page and gives all items as one list. @throws RegctlError `USAGE` where the answer has no pages */
export async function callAllPages(
  hosted: HostedOptions,
  request: RawRequest,
  signal: AbortSignal,
): Promise<RawAnswer> {
  const items: Json[] = [];
  for (let cursor: string | undefined; ;) {
    const query = { ...request.query, ...(cursor === undefined ? {} : { cursor }) };
    const answer = await callRaw(hosted, { ...request, query }, signal);
    const page = pageSchema.safeParse(answer.value);
    if (!page.success) {
      throw new RegctlError('USAGE', `${request.path} has no pages`, {
        reason: 'its answer is no part of a list',
        hint: 'leave --paginate out',
      });
    }
    items.push(...(page.data.items as readonly Json[]));
    // A page whose cursor does not move on ends it.
    if (page.data.next === null || page.data.next === cursor) return { ...answer, value: items };
    cursor = page.data.next;
  }
}

/** The address, below the host in any case: the token goes nowhere else. */
function urlOf({ host }: HostedOptions, { path, query = {} }: RawRequest): string {
  const whole = path.startsWith(`${API_PREFIX}/`) || BESIDE.includes(path) ? path : `${API_PREFIX}${path}`;
  const base = new URL(host);
  const url = URL.canParse(`${host}${whole}`) ? new URL(`${host}${whole}`) : undefined;
  if (!path.startsWith('/') || url?.origin !== base.origin || url.username !== '') {
    throw new RegctlError('USAGE', `${JSON.stringify(path)} is no path of a control plane`, {
      reason: 'a path begins with / and stays at the host',
      hint: 'regctl api GET /openapi.json --jq ".paths | keys"',
    });
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  return url.href;
}

function readValue({ host }: HostedOptions, response: HttpResponse): Json {
  let value: Json = null;
  try {
    if (response.text !== '') value = JSON.parse(response.text) as Json;
  } catch (error) {
    throw notUnderstood(host, 'it is no JSON', error);
  }
  if (response.status >= 200 && response.status < 300) return value;
  const isProblem = (response.headers['content-type'] ?? '').startsWith(PROBLEM_TYPE);
  throw (isProblem ? fromProblem(value) : undefined) ?? notUnderstood(host, `status ${response.status}`);
}

function notUnderstood(host: string, reason: string, cause?: unknown): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `the answer of ${host} cannot be understood`, {
    reason,
    hint: 'check the address with `regctl config get host`',
    cause,
  });
}
