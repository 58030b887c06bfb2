import type { MiddlewareHandler } from 'hono';

/** Headers of every answer, failures too. The API is for programs: nothing of it may be framed, sniffed, cached or run by a browser. */
const HEADERS: { readonly [name: string]: string } = {
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cache-control': 'private, no-store',
};

/** Puts security headers on every answer that does not have its own. */
export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS))
      if (!context.res.headers.has(name)) context.res.headers.set(name, value);
  };
}
