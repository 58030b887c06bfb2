import { ownPage, readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther } from './html.ts';

/** Codes that may be tried for one person, a minute, by whoever knows the password. */
export const CODES_PER_MINUTE = 5;

/** Signs somebody in whose password, or key, was right; where a code is asked for, they have to give it first. */
export async function signInOrAskForCode(
  deps: PageDeps,
  context: PageContext,
  user: string,
  next: string,
): Promise<Response> {
  const token = await deps.secondFactor.wait(user);
  if (token === undefined) return signedIn(deps, context, user, next);
  return seeOther(`/second-factor?next=${encodeURIComponent(next)}`, [waitCookie(deps, token)]);
}

export function showSecondFactor(deps: PageDeps, context: PageContext): Response {
  return codePage(ownPage(context.req.query('next') ?? null, deps.origin()));
}

/** Takes the code of whoever gave the right password before, in the same browser. */
export async function giveSecondFactor(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  await limit(deps, context, `second-factor/${context.get('address')}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const next = ownPage(form.get('next'), deps.origin());
  const ended = await deps.secondFactor.endWait(waitToken(deps, context), form.get('code') ?? '', (user) =>
    limit(deps, context, `second-factor-of/${user}`, CODES_PER_MINUTE),
  );
  if (ended === 'wrong') return codePage(next, 'The code is wrong, or was used already.');
  if (ended === 'over') return seeOther(`/sign-in?next=${encodeURIComponent(next)}`, [waitCookie(deps)]);
  return signedIn(deps, context, ended.user, next);
}

async function signedIn(deps: PageDeps, context: PageContext, user: string, next: string): Promise<Response> {
  const cookies = await deps.provider.beginSession(user, {
    address: context.get('address'),
    userAgent: context.req.header('user-agent') ?? '',
  });
  return seeOther(next, [...cookies, waitCookie(deps)]);
}

function codePage(next: string, message?: string): Response {
  const form = html`${alert(message)}
    <form method="post" action="/second-factor">
      <input type="hidden" name="next" value="${next}" />
      ${field('code', 'Code', {
        autocomplete: 'one-time-code',
        note: 'The six digits that your authenticator shows, or one of your recovery codes.',
      })}
      <button type="submit">Sign in</button>
    </form>
    <p><a href="/sign-in">Begin again</a></p>`;
  return page('One more step', form, message === undefined ? {} : { status: 403 });
}

/** With TLS no other host can set it. */
function cookieName(deps: PageDeps): string {
  return deps.origin().startsWith('https:') ? '__Host-regctl.second-factor' : 'regctl.second-factor';
}

function waitCookie(deps: PageDeps, token?: string): string {
  const secure = deps.origin().startsWith('https:') ? '; Secure' : '';
  const value = token === undefined ? '; Max-Age=0' : `${token}; Max-Age=600`;
  return `${cookieName(deps)}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}`;
}

function waitToken(deps: PageDeps, context: PageContext): string {
  const cookies = (context.req.header('cookie') ?? '').split('; ');
  const name = `${cookieName(deps)}=`;
  return cookies.find((one) => one.startsWith(name))?.slice(name.length) ?? '';
}
