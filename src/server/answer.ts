import type { ProgressLine } from '../control-plane/progress.ts';
import { PROGRESS_TYPE } from '../control-plane/progress.ts';
import { PROBLEM_TYPE, statusOf, toProblem } from '../control-plane/problem.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import type { Logger } from '../ports/logger.ts';
import type { ServerCall } from './handler.ts';

/** Milliseconds between two signs of life: proxies close a connection after 60 s of silence. */
const ALIVE_MS = 15_000;

/** Gives any failure as a RegctlError; what was not foreseen is logged, and told without a word of it. */
export function toFailure(error: unknown, logger: Logger, requestId: string): RegctlError {
  if (isRegctlError(error)) {
    if (error.category === 'internal')
      logger.warn('failed', {
        requestId,
        code: error.code,
        message: error.message,
        ...(error.reason === undefined ? {} : { reason: error.reason }),
      });
    return error;
  }
  // Some errors are made without a stack, and then it is empty.
  const message = error instanceof Error ? error.stack || `${error.name}: ${error.message}` : String(error);
  logger.warn('defect', { requestId, message });
  return new RegctlError('INTERNAL', 'defect', { cause: error });
}

/** Makes an answer of a text; a runtime may have a kind that costs less than that of the platform. */
export type Respond = (text: string, headers: { readonly [name: string]: string }) => Response;

/** Answers with a failure. */
export function problemResponse(error: RegctlError, requestId: string): Response {
  const headers: { [name: string]: string } = { 'content-type': PROBLEM_TYPE };
  if (error.retryAfterSeconds !== undefined)
    headers['retry-after'] = String(Math.ceil(error.retryAfterSeconds));
  if (error.code === 'NOT_LOGGED_IN') headers['www-authenticate'] = 'Bearer realm="regctl"';
  return new Response(JSON.stringify(toProblem(error, requestId)), { status: statusOf(error), headers });
}

/** Answers with a value; `null` has no body. */
export function valueResponse(
  value: unknown,
  headers: { readonly [name: string]: string } = {},
  respond: Respond = (text, fields) => new Response(text, { headers: fields }),
): Response {
  if (value === null) return new Response(null, { status: 204, headers });
  return respond(JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}

/**
 * Carries work out for a client that wants to hear how it goes on: a plain answer where the work is done before it has said anything, else lines of JSON.
 *
 * @param work - never rejects but with what `fail` makes a problem of
 */
export async function progressResponse(
  work: (listeners: Pick<ServerCall, 'onEvent' | 'onFailure' | 'onOpen'>) => Promise<unknown>,
  fail: (error: unknown) => RegctlError,
  requestId: string,
): Promise<Response> {
  const pending: ProgressLine[] = [];
  let send = (line: ProgressLine): void => void pending.push(line);
  let wake = (): void => undefined;
  const firstLine = new Promise<'line'>((resolve) => (wake = () => resolve('line')));
  const say = (line: ProgressLine): void => {
    send(line);
    wake();
  };
  const settled = work({
    onEvent: (event) => say({ event }),
    onFailure: (account, error) => say({ failure: { account, problem: toProblem(fail(error), requestId) } }),
    onOpen: (open) => Promise.resolve(say({ open })),
  }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: fail(error) }),
  );
  const quiet = setTimeout(wake, ALIVE_MS);
  const first = await Promise.race([settled, firstLine]);
  clearTimeout(quiet);
  if (first !== 'line' && pending.length === 0)
    return 'error' in first ? problemResponse(first.error, requestId) : valueResponse(first.value);
  return new Response(
    new ReadableStream({
      start: (controller) => {
        const encoder = new TextEncoder();
        const write = (line: ProgressLine): void => {
          try {
            controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
          } catch {
            // The client is gone; what was begun goes on to where it may stop, and its end is in the audit log.
          }
        };
        for (const line of pending) write(line);
        send = write;
        const alive = setInterval(() => write({ alive: true }), ALIVE_MS);
        void settled.then((outcome) => {
          clearInterval(alive);
          write(
            'error' in outcome ? { problem: toProblem(outcome.error, requestId) } : { result: outcome.value },
          );
          try {
            controller.close();
          } catch {
            // Closed by the client.
          }
        });
      },
    }),
    // nginx, and others who took that over from it, hand lines on as they come.
    { headers: { 'content-type': PROGRESS_TYPE, 'x-accel-buffering': 'no' } },
  );
}
