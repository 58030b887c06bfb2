import type { Context } from 'hono';
import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { PROGRESS_TYPE, WAIT_HEADER } from '../control-plane/progress.ts';
import { canonicalJson } from '../core/canonical-json.ts';
import { RegctlError } from '../core/errors.ts';
import type { AuditEvent } from '../ports/audit-log.ts';
import { progressResponse, toFailure, valueResponse } from './answer.ts';
import { audited } from './audit.ts';
import type { RequestVariables, ServerDeps } from './deps.ts';
import type { ServerCall } from './handler.ts';
import { handlers } from './handlers.ts';
import { once } from './idempotency.ts';
import { readInput } from './input.ts';
import { cutPage, readPageRequest } from './page.ts';
import { seeThrough, stopCall } from './seen-through.ts';
import {
  entityTag,
  holdsTag,
  inputOfReader,
  readerOf,
  refuseUselessMatch,
  requireMatch,
  type createQueues,
} from './preconditions.ts';

type RequestContext = Context<{ Variables: RequestVariables }>;

/** Milliseconds: of an operation that may wait, and the longest that a caller may let it wait for a lock. */
const MAX_CALL_MS = 30 * 60_000;

/** An operation with what carries it out. */
export interface Route {
  readonly operation: AnyOperation;
  readonly handler: NonNullable<AnyHandler>;
  readonly inTurn: ReturnType<typeof createQueues>;
}

/** Carries an operation out for a request that may have it, and answers. */
export async function answerOperation(
  deps: ServerDeps,
  route: Route,
  context: RequestContext,
): Promise<Response> {
  const { operation, handler } = route;
  refuseUselessMatch(context.req.header('if-match'), operation);
  const input = await readInput(context, operation);
  const page = operation.cursorOf === undefined ? undefined : readPageRequest(context);
  const principal = context.get('principal');
  const { seenThrough } = deps;
  const limits: ServerCall = {
    ...callLimits(context, operation),
    ...(seenThrough === undefined ? {} : { stop: (key) => stopCall(seenThrough, { principal, key }) }),
  };
  const work = async (call: ServerCall): Promise<unknown> => {
    const run = async (): Promise<unknown> => handler(await deps.controlPlane(principal), input, call);
    const value = await audited(deps.audit, aboutRequest(context), operation, input, () =>
      whereItMatches(deps, route, context, input, run),
    );
    return page === undefined ? value : cutPage(operation, value as readonly unknown[], page);
  };
  const key = operation.method === 'POST' ? context.req.header('idempotency-key') : undefined;
  const keyed = (listeners: Partial<ServerCall>): Promise<unknown> => {
    const call = { ...limits, ...listeners };
    const carryOut = (): Promise<unknown> => {
      if (key === undefined) return work(call);
      const request = { principal, key, operation, input };
      return operation.stoppedBy === undefined || seenThrough === undefined
        ? once(deps.idempotency, request, () => work(call))
        : seeThrough(seenThrough, deps.idempotency, { request, call, mostMs: MAX_CALL_MS }, work);
    };
    const running = carryOut();
    deps.outlive?.(running.catch(() => undefined));
    return running;
  };
  if (operation.streams !== true || !(context.req.header('accept') ?? '').includes(PROGRESS_TYPE))
    return answerOf(deps, operation, await keyed({}), context);
  const requestId = context.get('requestId');
  return progressResponse(keyed, (error) => toFailure(error, deps.logger, requestId), requestId);
}

/** Carries out what replaces a state, only where that is still what the caller read; one at a time, so that nobody comes in between. */
async function whereItMatches(
  deps: ServerDeps,
  { operation, inTurn }: Route,
  context: RequestContext,
  input: unknown,
  run: () => Promise<unknown>,
): Promise<unknown> {
  const header = context.req.header('if-match');
  const reader = readerOf(operation);
  if (reader === undefined) {
    const value = await run();
    if (operation.method !== 'GET' && operation.versionOf !== undefined)
      requireMatch(header, operation, entityTag(deps.digest, operation, value));
    return value;
  }
  const principal = context.get('principal');
  const asked = inputOfReader(reader, input);
  return inTurn(`${principal.organization} ${reader.id} ${canonicalJson(asked)}`, async () => {
    if (header !== undefined) {
      const regctl = await deps.controlPlane(principal);
      const state = await handlerOf(reader)(regctl, asked, AT_ONCE);
      requireMatch(header, operation, entityTag(deps.digest, reader, state));
    }
    return run();
  });
}

/** Answers with a value, its entity tag, and how long it may be kept. */
function answerOf(
  { digest, respond }: ServerDeps,
  operation: AnyOperation,
  value: unknown,
  context: RequestContext,
): Response {
  if (operation.method !== 'GET' || value === null) return valueResponse(value);
  const etag = entityTag(digest, operation, value);
  const seconds = (operation.cacheSeconds as ((value: unknown) => number) | undefined)?.(value) ?? 0;
  const headers = {
    etag,
    ...(seconds > 0 ? { 'cache-control': `public, max-age=${String(Math.floor(seconds))}` } : {}),
  };
  const known = context.req.header('if-none-match');
  if (known !== undefined && holdsTag(known, etag)) return new Response(null, { status: 304, headers });
  return valueResponse(value, headers, respond);
}

/** Of an operation that is done at once: it has nothing to stop, and signals cost more than it does. */
const AT_ONCE: ServerCall = { signal: new AbortController().signal };

function callLimits(context: RequestContext, operation: AnyOperation): ServerCall {
  if (operation.streams !== true) return AT_ONCE;
  const timeout = AbortSignal.timeout(MAX_CALL_MS);
  const wait = context.req.header(WAIT_HEADER);
  return {
    signal: AbortSignal.any([timeout, context.req.raw.signal]),
    ...(wait !== undefined && /^\d{1,9}$/.test(wait)
      ? { timeoutMs: Math.min(Number(wait), MAX_CALL_MS) }
      : {}),
  };
}

/** What the audit log holds of every request. */
export function aboutRequest(
  context: RequestContext,
): Pick<AuditEvent, 'organization' | 'actor' | 'source' | 'requestId'> {
  const { organization, actor } = context.get('principal');
  return { organization, actor, source: context.get('address'), requestId: context.get('requestId') };
}

type AnyHandlers = {
  readonly [noun: string]: {
    readonly [verb: string]: (regctl: unknown, input: unknown, call: ServerCall) => Promise<unknown>;
  };
};
type AnyHandler = AnyHandlers[string][string];

/** Gives what carries an operation out. */
export function handlerOf({ id }: AnyOperation): NonNullable<AnyHandler> {
  const [noun = '', verb = ''] = id.split('.');
  const handler = (handlers as unknown as AnyHandlers)[noun]?.[verb];
  if (handler !== undefined) return handler;
  throw new RegctlError('INTERNAL', `defect: ${id} has no handler`);
}
