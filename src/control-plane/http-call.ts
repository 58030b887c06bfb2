import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../ports/http-client.ts';
import type { Clock } from '../ports/clock.ts';
import { callToTheEnd } from './call-to-the-end.ts';
import { API_PREFIX } from './contract.ts';
import type { Operation } from './contract/operation.ts';
import type * as z from 'zod';
import {
  ACCEPT_PATH,
  acceptAnswer,
  SETUP_PATH,
  setupAnswer,
  type AcceptAnswer,
  type AcceptRequest,
  type SetupRequest,
} from './contract/setup.ts';
import { notUnderstood, readAnswer, takeLine } from './http-answer.ts';
import type { HttpCallOptions } from './http-call-options.ts';
import { MAX_PAGE, pageSchema } from './page.ts';
import { PROGRESS_TYPE, WAIT_HEADER } from './progress.ts';

/** A control plane at another place, and how to speak to it. */
export interface HostedOptions {
  /** Address of the server: `https://regctl.example.org`. */
  readonly host: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  /** Gives the token that proves who asks. @throws RegctlError `NOT_LOGGED_IN` */
  readonly token: () => Promise<string>;
  /** Says what to do about a token that the server does not take, where a login would not help. */
  readonly hintOfRefusal?: () => Promise<string | undefined>;
  /** Makes a key that no other call has. */
  readonly newKey: () => string;
}

/** Calls an operation of one server. */
export type Call = <I extends object, O>(
  operation: Operation<I, O>,
  input: I,
  options?: HttpCallOptions,
) => Promise<O>;

/** Milliseconds: of an answer that comes at once, and of one that may wait for other things. */
const TIMEOUT_MS = 60_000;
const LONG_TIMEOUT_MS = 30 * 60_000;

/** Calls one operation. @throws RegctlError what the server threw, or `PROVIDER_UNAVAILABLE` for an answer that cannot be understood */
export async function callOperation<I extends object, O>(
  hosted: HostedOptions,
  operation: Operation<I, O>,
  input: I,
  options: HttpCallOptions = {},
): Promise<O> {
  const value = await callOf(operation)(hosted, operation, input, options).catch(async (error: unknown) => {
    const hint = isRegctlError(error, 'NOT_LOGGED_IN') ? await hosted.hintOfRefusal?.() : undefined;
    if (hint === undefined || !isRegctlError(error)) throw error;
    const { code, message, reason, requestId } = error;
    throw new RegctlError(code, message, {
      ...(reason === undefined ? {} : { reason }),
      ...(requestId === undefined ? {} : { requestId }),
      hint,
      cause: error,
    });
  });
  const read = operation.output.safeParse(value);
  // As it came: fields in the server's order, and those that only a newer regctl knows, so that a plan keeps its digest.
  if (read.success) return value as O;
  throw notUnderstood(hosted.host, read.error.issues[0]?.path.join('.') ?? '');
}

function callOf(operation: Pick<Operation<never, unknown>, 'cursorOf' | 'stoppedBy'>): typeof callOnce {
  if (operation.cursorOf !== undefined) return callPages;
  return operation.stoppedBy === undefined ? callOnce : callSeenThrough;
}

/** Spends a setup token. @returns the key of the owner of the new organization */
export async function spendSetupToken(hosted: HostedOptions, request: SetupRequest): Promise<string> {
  return (await spendToken(hosted, SETUP_PATH, request, setupAnswer)).token;
}

/** Accepts an invitation. @returns what one is a member of now, and one's first key */
export function acceptInvitation(hosted: HostedOptions, request: AcceptRequest): Promise<AcceptAnswer> {
  return spendToken(hosted, ACCEPT_PATH, request, acceptAnswer);
}

/** A call whose token is in its body: it is sent once. */
async function spendToken<T>(
  hosted: HostedOptions,
  path: string,
  request: object,
  answer: z.ZodType<T>,
): Promise<T> {
  const response = await send(hosted, {
    method: 'POST',
    url: `${hosted.host}${API_PREFIX}${path}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    repeatable: false,
    timeoutMs: TIMEOUT_MS,
  });
  const read = answer.safeParse(readAnswer(hosted.host, response));
  if (read.success) return read.data;
  throw notUnderstood(hosted.host, path);
}

/** An account that cannot be asked is told of with the first page, and not again. */
const ignore = (): void => undefined;

/** Asks for page after page; a page whose cursor does not move on ends it. */
async function callPages<I extends object>(
  hosted: HostedOptions,
  operation: Operation<I, unknown>,
  input: I,
  options: HttpCallOptions,
): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const page = pageSchema.safeParse(
      await callOnce(hosted, operation, input, first ? options : { ...options, onFailure: ignore }, {
        page: { limit: String(MAX_PAGE), cursor },
      }),
    );
    if (!page.success) throw notUnderstood(hosted.host, 'a page');
    items.push(...page.data.items);
    cursor = page.data.next === null || page.data.next === cursor ? undefined : page.data.next;
  }
  return items;
}

/** Sends the same request until its end is known. */
function callSeenThrough<I extends object>(
  hosted: HostedOptions,
  operation: Operation<I, unknown>,
  input: I,
  options: HttpCallOptions,
): Promise<unknown> {
  const { stoppedBy } = operation;
  const key = hosted.newKey();
  return callToTheEnd(
    {
      ...hosted,
      send: (each) => callOnce(hosted, operation, input, each, { key }),
      stop: async () => stoppedBy !== undefined && callOnce(hosted, stoppedBy, { key }, {}),
    },
    options,
  );
}

/** What a request has besides its input. */
interface Besides {
  readonly page?: { readonly [name: string]: string | undefined };
  /** The Idempotency-Key; a new one where there is none. */
  readonly key?: string;
}

async function callOnce<I extends object>(
  hosted: HostedOptions,
  operation: Operation<I, unknown>,
  input: I,
  options: HttpCallOptions,
  besides: Besides = {},
): Promise<unknown> {
  const request = await toRequest(hosted, operation, input, options, besides);
  let end: { readonly value: unknown } | { readonly error: unknown } | undefined;
  const response = await send(hosted, {
    ...request,
    onLine: (line) => {
      try {
        end ??= takeLine(hosted.host, line, options);
      } catch (error) {
        // Kept until the answer is over: thrown here, a failure of the server's network would be taken for one of this request, which is sent again.
        end = { error };
      }
    },
  });
  if (end === undefined) return readAnswer(hosted.host, response);
  if ('error' in end) throw end.error;
  return end.value;
}

/** @throws RegctlError `NETWORK` with what to do about a server: whoever sends requests knows of accounts alone */
async function send({ http }: HostedOptions, request: HttpRequest): Promise<HttpResponse> {
  try {
    return await http.send(request);
  } catch (error) {
    if (!isRegctlError(error, 'NETWORK')) throw error;
    const { message, reason, details } = error;
    throw new RegctlError('NETWORK', message, {
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      hint: 'check the address with `regctl config get host`, and that a control plane runs there',
      cause: error,
    });
  }
}

async function toRequest<I extends object>(
  hosted: HostedOptions,
  operation: Operation<I, unknown>,
  input: I,
  options: HttpCallOptions,
  { page = {}, key = hosted.newKey() }: Besides,
): Promise<HttpRequest> {
  const { url, body } = toUrl(hosted.host, operation, input, page);
  const { method } = operation;
  return {
    method,
    url,
    headers: {
      accept: operation.streams === true ? `${PROGRESS_TYPE}, application/json` : 'application/json',
      authorization: `Bearer ${await hosted.token()}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(options.timeoutMs === undefined ? {} : { [WAIT_HEADER]: String(Math.round(options.timeoutMs)) }),
    },
    // A POST carries a key, by which the server tells that it was sent again; one that can be stopped is sent again by whoever knows that it was not.
    repeatable:
      operation.stoppedBy === undefined && (method === 'GET' || method === 'POST' || method === 'PUT'),
    timeoutMs: operation.streams === true ? LONG_TIMEOUT_MS : TIMEOUT_MS,
    ...(body === undefined ? {} : { body }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

/** Puts the fields of the input where the operation has them: path, query, body. */
function toUrl<I extends object>(
  host: string,
  operation: Pick<Operation<I, unknown>, 'method' | 'path' | 'query'>,
  input: I,
  page: { readonly [name: string]: string | undefined },
): { url: string; body?: string } {
  const rest = new Map<string, unknown>(Object.entries(input));
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => {
    const value = rest.get(field);
    rest.delete(field);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const field of Object.keys(operation.query ?? {})) {
    const value = rest.get(field);
    rest.delete(field);
    if (value !== undefined)
      query.set(field, Array.isArray(value) ? value.join(',') : String(value as string | number | boolean));
  }
  for (const [name, value] of Object.entries(page)) if (value !== undefined) query.set(name, value);
  const url = `${host}${API_PREFIX}${path}${query.size === 0 ? '' : `?${query.toString()}`}`;
  if (operation.method === 'GET' || operation.method === 'DELETE') return { url };
  return { url, body: JSON.stringify(Object.fromEntries(rest)) };
}
