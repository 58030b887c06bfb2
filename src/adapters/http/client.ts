import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import type { Logger } from '../../ports/logger.ts';

/** Milliseconds for a request with all its tries when it says nothing. */
const DEFAULT_TIMEOUT_MS = 30_000;
/** Octets; the largest honest reply is a zone of some hundred thousand records. */
const MAX_BODY_OCTETS = 256 * 1024 * 1024;
const MAX_TRIES = 3;
/** Milliseconds: the first pause, doubled each time, and the longest that a Retry-After is followed. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 20_000;

/** What is needed of fetch; a runtime with a proxy hands its own over. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Makes an HttpClient over fetch. */
export function createHttpClient(deps: {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly logger: Logger;
}): HttpClient {
  return {
    send: async (request) => {
      const repeatable = request.repeatable ?? request.method === 'GET';
      const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      const endsAt = deps.clock.now().getTime() + timeoutMs;
      const left = (): number => endsAt - deps.clock.now().getTime();
      for (let attempt = 1; ; attempt++) {
        const last = !repeatable || attempt >= MAX_TRIES;
        let pause: number;
        try {
          const response = await sendOnce(deps, request, { leftMs: left(), timeoutMs });
          pause = pauseMs(attempt, response.headers['retry-after'], deps.clock.now());
          if (last || pause >= left() || (response.status !== 429 && response.status !== 503))
            return response;
        } catch (error) {
          pause = pauseMs(attempt, undefined, deps.clock.now());
          if (last || pause >= left() || !isRegctlError(error, 'NETWORK')) throw error;
        }
        await deps.clock.sleep(pause, request.signal);
      }
    },
  };
}

async function sendOnce(
  { fetch, logger }: { readonly fetch: Fetch; readonly logger: Logger },
  request: HttpRequest,
  { leftMs, timeoutMs }: { readonly leftMs: number; readonly timeoutMs: number },
): Promise<HttpResponse> {
  const host = new URL(request.url).host;
  const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(leftMs)));
  const startedAt = performance.now();
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: { 'user-agent': 'regctl', ...request.headers },
      redirect: 'manual',
      signal: request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await readText(response, host, request.onLine);
    const durationMs = Math.round(performance.now() - startedAt);
    logger.debug('http', {
      method: request.method,
      url: withoutQuery(request.url),
      status: response.status,
      durationMs,
    });
    return { status: response.status, headers: Object.fromEntries(response.headers), text };
  } catch (error) {
    if (isRegctlError(error)) throw error;
    if (request.signal?.aborted === true)
      throw new RegctlError('INTERRUPTED', `stopped while waiting for ${host}`, {
        reason: 'it was asked to stop',
      });
    const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : causeOf(error);
    logger.debug('http failed', { method: request.method, url: withoutQuery(request.url), reason });
    throw new RegctlError('NETWORK', `no answer from ${host}`, {
      reason,
      hint: 'check the endpoint of the account, and that nothing between filters the port',
      details: {
        server: host,
        outcome: isUnsent(error) ? 'none' : 'unknown',
        timedOut: timeout.aborted,
      },
      cause: error,
    });
  }
}

/** Gives the body, or hands its lines on where it is made of lines and somebody listens. */
async function readText(
  response: Response,
  host: string,
  onLine: ((line: string) => void) | undefined,
): Promise<string> {
  const isLines = response.headers.get('content-type')?.startsWith('application/x-ndjson') === true;
  if (onLine === undefined || !isLines) return readBody(response, host);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_BODY_OCTETS) throw tooLarge(host);
    for (const line of lines) onLine(line);
  }
  if (rest !== '') onLine(rest);
  return '';
}

async function readBody(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_OCTETS) throw tooLarge(host);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return new TextDecoder().decode(whole);
}

function tooLarge(host: string): RegctlError {
  return new RegctlError('PROVIDER_UNAVAILABLE', `the reply of ${host} is too large`, {
    reason: `more than ${MAX_BODY_OCTETS} octets came`,
    hint: 'check the endpoint of the account',
  });
}

/** Full jitter, so that many clients do not come back in step; a Retry-After in seconds or as a date comes first. */
function pauseMs(attempt: number, retryAfter: string | undefined, now: Date): number {
  if (retryAfter !== undefined) {
    const seconds = /^\d+$/.test(retryAfter)
      ? Number(retryAfter)
      : (Date.parse(retryAfter) - now.getTime()) / 1000;
    if (Number.isFinite(seconds) && seconds > 0) return Math.min(seconds * 1000, LONGEST_PAUSE_MS);
  }
  return Math.random() * Math.min(FIRST_PAUSE_MS * 2 ** attempt, LONGEST_PAUSE_MS);
}

function withoutQuery(url: string): string {
  return url.split('?')[0] ?? url;
}

/** What a connection fails with before a request goes over it, besides failures to connect: slowness, and a certificate that is not believed. */
const BEFORE_SENDING =
  /^UND_ERR_CONNECT_TIMEOUT$|^UNABLE_TO_VERIFY_LEAF_SIGNATURE$|^ERR_SSL_WRONG_VERSION|CERT/;

function isUnsent(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  const first: unknown = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(first instanceof Error)) return false;
  if ('syscall' in first && (first.syscall === 'connect' || first.syscall === 'getaddrinfo')) return true;
  return 'code' in first && BEFORE_SENDING.test(String(first.code));
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof AggregateError)
    return cause.errors.map((each) => (each instanceof Error ? each.message : String(each))).join('; ');
  // What else Node advises is done already: the roots of the system are trusted.
  if (cause instanceof Error && cause.message !== '') return cause.message.replace(/; if the root CA .*/, '');
  return error instanceof Error ? error.message : 'it could not be reached';
}
