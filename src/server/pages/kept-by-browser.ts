import type * as z from 'zod';
import type { PageContext, PageDeps } from './deps.ts';

/** Makes the cookie of what a browser keeps while it is somewhere else; undefined takes it away. */
export function keepInBrowser(
  deps: PageDeps,
  name: string,
  value: object | undefined,
  seconds: number,
): string {
  const text = value === undefined ? '' : encodeURIComponent(JSON.stringify(value));
  const secure = deps.origin().startsWith('https:') ? '; Secure' : '';
  return `${cookieName(deps, name)}=${text}; Max-Age=${String(seconds)}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

/** Reads what it kept; undefined for what is not there or has another form. */
export function keptByBrowser<T>(
  deps: PageDeps,
  context: PageContext,
  name: string,
  schema: z.ZodType<T>,
): T | undefined {
  const begin = `${cookieName(deps, name)}=`;
  const mine = (context.req.header('cookie') ?? '').split('; ').find((one) => one.startsWith(begin));
  return schema.safeParse(parse(mine?.slice(begin.length) ?? '')).data;
}

/** With TLS no other host can set it, so that nobody goes on with what somebody else began. */
function cookieName(deps: PageDeps, name: string): string {
  return deps.origin().startsWith('https:') ? `__Host-${name}` : name;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text)) as unknown;
  } catch {
    return undefined;
  }
}
