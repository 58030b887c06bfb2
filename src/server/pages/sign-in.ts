import { ownPage, readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther } from './html.ts';
import { outsideLinks } from './outside-sign-in.ts';
import { passkeyLink } from './passkey-sign-in.ts';
import { signInOrAskForCode } from './second-factor.ts';

export function showSignIn(deps: PageDeps, context: PageContext): Response {
  return signInPage(deps, ownPage(context.req.query('next') ?? null, deps.origin()));
}

/** Signs a person in. An address that nobody has and a password that is wrong are told in the same words, after the same work. */
export async function signIn(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const address = context.get('address');
  await limit(deps, context, `sign-in/${address}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const email = (form.get('email') ?? '').trim().toLowerCase();
  // Guesses for one person may come from many addresses.
  await limit(deps, context, `sign-in-as/${email.slice(0, 254)}`, deps.limits.wrongTokens);
  const next = ownPage(form.get('next'), deps.origin());
  const known = await deps.provider.checkPassword({ email, password: form.get('password') ?? '' });
  if (known === undefined)
    return signInPage(deps, next, { email, message: 'The address or the password is wrong.' });
  return signInOrAskForCode(deps, context, known.id, next);
}

export async function signOut(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  return seeOther('/sign-in', await deps.provider.signOut(context.req.raw.headers));
}

function signInPage(
  deps: PageDeps,
  next: string,
  tried?: { readonly email: string; readonly message: string },
): Response {
  const form = html`${alert(tried?.message)}
    <form method="post" action="/sign-in">
      <input type="hidden" name="next" value="${next}" />
      ${field('email', 'E-mail address', {
        type: 'email',
        autocomplete: 'username',
        value: tried?.email ?? '',
      })}
      ${field('password', 'Password', { type: 'password', autocomplete: 'current-password' })}
      <button type="submit">Sign in</button>
    </form>
    ${passkeyLink(deps, next)}
    <p><a href="/password">I have no password, or forgot it</a></p>
    ${outsideLinks(deps, next)}`;
  return page('Sign in', form, tried === undefined ? {} : { status: 403 });
}
