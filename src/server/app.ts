import { routePath } from 'hono/route';
import { LinearRouter } from 'hono/router/linear-router';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { API_PREFIX, OPERATIONS } from '../control-plane/contract.ts';
import type { AnyOperation } from '../control-plane/contract/operation.ts';
import { ACCEPT_PATH, acceptRequest, SETUP_PATH, setupRequest } from '../control-plane/contract/setup.ts';
import { allows, isOfAll } from '../core/access.ts';
import { RegctlError } from '../core/errors.ts';
import { problemResponse, toFailure, valueResponse } from './answer.ts';
import { auditRefusal, isAudited } from './audit.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Principal } from '../ports/authenticator.ts';
import type { RequestVariables, ServerDeps } from './deps.ts';
import { readWholeBody } from './input.ts';
import { limit } from './limit.ts';
import { openApiDocument } from './openapi.ts';
import { aboutRequest, answerOperation, handlerOf } from './operation-route.ts';
import { addIdentityRoutes } from './pages/pages.ts';
import { createQueues } from './preconditions.ts';
import { referencePage } from './reference.ts';
import { securityHeaders } from './security-headers.ts';

type Env = { Variables: RequestVariables };
type RequestContext = Context<Env>;

/** Makes the app: every operation of the contract under `/api/v1`, over whatever runtime. */
export function createApp(deps: ServerDeps): Hono<Env> {
  // Routes are compiled for the many requests of a process; for one request that costs more than looking through them.
  const app = new Hono<Env>({
    strict: true,
    ...(deps.isForOneCall === true ? { router: new LinearRouter() } : {}),
  });
  const inTurn = createQueues();
  app.use(
    nameRequest(deps),
    securityHeaders(),
    crossOrigin(deps.corsOrigins, API_PREFIX),
    limitAddress(deps),
  );
  app.get('/healthz', () => valueResponse({ status: 'ok', version: deps.version }));
  app.get('/readyz', async () => {
    await deps.ready();
    return valueResponse({ status: 'ready' });
  });
  let document: string | undefined;
  app.get('/openapi.json', () => {
    document ??= JSON.stringify(openApiDocument(deps.version));
    return new Response(document, { headers: { 'content-type': 'application/json' } });
  });
  app.get('/docs', () => referencePage(deps.version));
  app.post(`${API_PREFIX}${SETUP_PATH}`, async (context) => {
    await limit(deps, context, `setup/${context.get('address')}`, deps.limits.wrongTokens);
    return valueResponse(await deps.setUp(await readWholeBody(context.req.raw, 'setup', setupRequest)));
  });
  app.post(`${API_PREFIX}${ACCEPT_PATH}`, async (context) => {
    await limit(deps, context, `accept/${context.get('address')}`, deps.limits.wrongTokens);
    const accepted = await deps.acceptInvitation(
      await readWholeBody(context.req.raw, 'accept', acceptRequest),
    );
    await deps.audit.append({
      organization: accepted.organization.id,
      actor: `user ${accepted.email}`,
      source: context.get('address'),
      requestId: context.get('requestId'),
      action: 'invitations.accept',
      outcome: 'done',
      code: null,
      details: { email: accepted.email, role: accepted.role },
    });
    return valueResponse(accepted);
  });
  addIdentityRoutes(app, { ...deps, ...deps.identity });
  for (const operation of OPERATIONS) {
    const path = `${API_PREFIX}${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    const handler = handlerOf(operation);
    app.on(operation.method, path, authenticate(deps, operation), authorize(deps, operation), (context) =>
      answerOperation(deps, { operation, handler, inTurn }, context),
    );
  }
  app.notFound((context) =>
    problemResponse(
      new RegctlError('NOT_FOUND', 'there is nothing at this address', {
        reason: 'no operation has this method and path',
        hint: 'see /openapi.json',
      }),
      context.get('requestId'),
    ),
  );
  app.onError((error, context) =>
    problemResponse(toFailure(error, deps.logger, context.get('requestId')), context.get('requestId')),
  );
  return app;
}

function nameRequest(deps: ServerDeps): MiddlewareHandler<Env> {
  return async (context, next) => {
    const startedAt = Date.now();
    const began = performance.now();
    const requestId = deps.newId();
    context.set('requestId', requestId);
    context.set('address', deps.addressOf(context.req.raw, context.env));
    await next();
    context.res.headers.set('x-request-id', requestId);
    tellAllowance(context);
    const durationMs = Math.round((performance.now() - began) * 1_000) / 1_000;
    const principal = context.get('principal') as Principal | undefined;
    const seen = {
      requestId,
      method: context.req.method,
      // The pattern and not the path: a path may hold what is nobody's business, and there are many.
      route: routePath(context, -1),
      status: context.res.status,
      durationMs,
      user: principal?.actor ?? null,
    };
    deps.logger.info('request', { ...seen, organization: principal?.organization ?? null });
    const traceparent = context.req.header('traceparent') ?? null;
    deps.onRequest?.({ ...seen, startedAt, traceparent });
  };
}

/** Says what is left of the requests that were counted last (draft-ietf-httpapi-ratelimit-headers). */
function tellAllowance(context: RequestContext): void {
  const allowance = context.get('allowance');
  if (allowance === undefined) return;
  const { headers } = context.res;
  headers.set('ratelimit-policy', `"default";q=${String(allowance.limit)};w=60`);
  headers.set('ratelimit', `"default";r=${String(allowance.remaining)};t=${String(allowance.resetSeconds)}`);
}

function limitAddress(deps: ServerDeps): MiddlewareHandler<Env> {
  return async (context, next) => {
    await limit(deps, context, `address/${context.get('address')}`, deps.limits.address);
    await next();
  };
}

function authenticate(deps: ServerDeps, operation: AnyOperation): MiddlewareHandler<Env> {
  const asked = { writes: isAudited(operation) };
  return async (context, next) => {
    const header = context.req.header('authorization');
    const token = /^Bearer ([\x21-\x7e]{1,8192})$/i.exec(header ?? '')?.[1];
    const principal = token === undefined ? undefined : await deps.authenticator.authenticate(token, asked);
    if (principal === undefined) {
      if (token !== undefined)
        await limit(deps, context, `wrong-token/${context.get('address')}`, deps.limits.wrongTokens);
      throw new RegctlError('NOT_LOGGED_IN', 'the control plane does not know who asks', {
        reason: token === undefined ? 'the request has no token' : 'the token is unknown, expired or revoked',
        hint: 'regctl auth login',
      });
    }
    context.set('principal', principal);
    const perMinute = await deps.requestsPerMinute(principal.organization);
    await limit(deps, context, `organization/${principal.organization}`, perMinute);
    await next();
  };
}

function authorize(deps: ServerDeps, operation: AnyOperation): MiddlewareHandler<Env> {
  return async (context, next) => {
    const { scopes, within } = context.get('principal');
    const { scope } = operation;
    const isBound = within.length > 0 && isOfAll(scope);
    if (scope !== null && (isBound || !allows(scopes, scope))) {
      await auditRefusal(deps.audit, aboutRequest(context), operation, 'PERMISSION_MISSING');
      throw new RegctlError(
        'PERMISSION_MISSING',
        `${operation.id} is not allowed to ${context.get('principal').actor}`,
        {
          reason: isBound
            ? 'it is about the whole organization, and this login is bound to some zones'
            : `it needs the scope ${scope}`,
          hint: 'ask an owner of the organization for it',
        },
      );
    }
    await next();
  };
}
