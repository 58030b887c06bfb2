import { ownPage, readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, html, page, seeOther, type Html } from './html.ts';
import { PASSKEY_SCRIPT, passkeyForm } from './passkey-script.ts';

export const PASSKEY_SIGN_IN_PATH = '/sign-in/passkey';

export function passkeyLink(deps: PageDeps, next: string): Html | undefined {
  if (!deps.passkeys.isPossible()) return undefined;
  return html`<p>
    <a href="${PASSKEY_SIGN_IN_PATH}?next=${encodeURIComponent(next)}">Sign in with a passkey</a>
  </p>`;
}

export async function showPasskeySignIn(deps: PageDeps, context: PageContext): Promise<Response> {
  await limit(deps, context, `sign-in/${context.get('address')}`, deps.limits.wrongTokens);
  return passkeyPage(deps, ownPage(context.req.query('next') ?? null, deps.origin()));
}

/** Signs somebody in by what they have and are, or know: their browser made sure of both, so no code is asked for. */
export async function signInByPasskey(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const address = context.get('address');
  await limit(deps, context, `sign-in/${address}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const next = ownPage(form.get('next'), deps.origin());
  const user = await deps.passkeys.signIn(keptToken(deps, context), form.get('answer') ?? '');
  if (user === undefined) return passkeyPage(deps, next, 'This passkey is not taken, or it took too long.');
  const cookies = await deps.provider.beginSession(user.id, {
    address,
    userAgent: context.req.header('user-agent') ?? '',
  });
  return seeOther(next, [...cookies, cookie(deps)]);
}

async function passkeyPage(deps: PageDeps, next: string, message?: string): Promise<Response> {
  if (!deps.passkeys.isPossible()) return seeOther(`/sign-in?next=${encodeURIComponent(next)}`);
  const { token, options } = await deps.passkeys.beginSignIn();
  const asked = { kind: 'get', options, ...(message === undefined ? {} : { tried: true }) } as const;
  const body = html`${alert(message)} ${passkeyForm(PASSKEY_SIGN_IN_PATH, asked, 'Use a passkey', { next })}
    <p><a href="/sign-in?next=${encodeURIComponent(next)}">Sign in another way</a></p>`;
  return page('Sign in with a passkey', body, {
    cookies: [cookie(deps, token)],
    script: PASSKEY_SCRIPT,
    ...(message === undefined ? {} : { status: 403 }),
  });
}

/** With TLS no other host can set it. */
function cookieName(deps: PageDeps): string {
  return deps.origin().startsWith('https:') ? '__Host-regctl.passkey' : 'regctl.passkey';
}

function cookie(deps: PageDeps, token?: string): string {
  const secure = deps.origin().startsWith('https:') ? '; Secure' : '';
  const value = token === undefined ? '; Max-Age=0' : `${token}; Max-Age=300`;
  return `${cookieName(deps)}=${value}; Path=/; HttpOnly; SameSite=Strict${secure}`;
}

function keptToken(deps: PageDeps, context: PageContext): string {
  const cookies = (context.req.header('cookie') ?? '').split('; ');
  const name = `${cookieName(deps)}=`;
  return cookies.find((one) => one.startsWith(name))?.slice(name.length) ?? '';
}
