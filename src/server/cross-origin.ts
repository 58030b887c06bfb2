import type { MiddlewareHandler } from 'hono';
import { WAIT_HEADER } from '../control-plane/progress.ts';

/** Seconds that a browser may remember what it was told. */
const REMEMBER_S = 600;
const METHODS = 'GET, POST, PUT, PATCH, DELETE';
const REQUEST_HEADERS = `authorization, content-type, idempotency-key, if-match, if-none-match, ${WAIT_HEADER}`;
const SHOWN_HEADERS = 'etag, ratelimit, ratelimit-policy, retry-after, x-request-id';

/**
 * Lets pages of other origins ask, those of a list and no others (https://fetch.spec.whatwg.org/#http-cors-protocol). Without a list no page may. Cookies are
 * never taken: such a page brings a token of its own.
 */
export function crossOrigin(origins: readonly string[], prefix: string): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('origin');
    const isListed = origin !== undefined && origins.includes(origin) && context.req.path.startsWith(prefix);
    if (isListed && context.req.method === 'OPTIONS') {
      return new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': METHODS,
          'access-control-allow-headers': REQUEST_HEADERS,
          'access-control-max-age': String(REMEMBER_S),
          vary: 'origin',
        },
      });
    }
    await next();
    // A cache must not give the answer for one origin to another.
    if (origins.length > 0) context.res.headers.append('vary', 'origin');
    if (!isListed) return undefined;
    context.res.headers.set('access-control-allow-origin', origin);
    context.res.headers.set('access-control-expose-headers', SHOWN_HEADERS);
    return undefined;
  };
}
