import { readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page } from './html.ts';
import { isTooShort, newPasswordField, TOO_SHORT } from './new-password.ts';

/** Links that one mailbox may be sent within a minute, whoever asks. */
const LINKS_A_MINUTE = 2;

/** Asks for the address that a link is to be mailed to. */
export function showForgotten(deps: PageDeps): Response {
  deps.invited.requireMail('setting another password');
  return page(
    'Set another password',
    html`<p>A link is mailed to you. With it you set another password, and are signed out everywhere.</p>
      <form method="post" action="/password">
        ${field('email', 'E-mail address', { type: 'email', autocomplete: 'username' })}
        <button type="submit">Mail me a link</button>
      </form>`,
  );
}

/** Mails a link. The answer, and the time it takes, are the same whether somebody has the address or nobody. */
export async function mailForgotten(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  deps.invited.requireMail('setting another password');
  await limit(deps, context, `password-link/${context.get('address')}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const email = (form.get('email') ?? '').trim().toLowerCase().slice(0, 254);
  await limit(deps, context, `password-link-to/${email}`, LINKS_A_MINUTE);
  aside(deps, () => deps.invited.mailPasswordLink(email));
  return page(
    'Look into your mail',
    html`<p role="status">
      If ${email} has a login here with a password, a link is on its way. It is good for 30 minutes, once.
    </p>`,
  );
}

/** Asks for the password that is to be set by a link; looking spends nothing, so that what opens links in mail does no harm. */
export function showNewPassword(_: PageDeps, context: PageContext): Response {
  return newPasswordPage(context.req.query('token') ?? '');
}

/** Sets a password by a link. Nobody is signed in by it: who has the mail may not have the second factor. */
export async function setNewPassword(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  await limit(deps, context, `password-link/${context.get('address')}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const token = form.get('token') ?? '';
  const password = form.get('password') ?? '';
  if (isTooShort(password)) return newPasswordPage(token, TOO_SHORT);
  const { user, by } = await deps.invited.setPasswordByLink(token, password);
  for (const { id } of await deps.memberships.organizationsOf(user))
    await deps.audit.append({
      organization: id,
      actor: `user ${user}`,
      source: context.get('address'),
      requestId: context.get('requestId'),
      action: 'password.set',
      outcome: 'done',
      code: null,
      details: { by },
    });
  return page(
    'The password is set',
    html`<p role="status">
        You are signed out everywhere. <a href="/sign-in">Sign in</a> with the new password.
      </p>
      <p>API keys go on to be good: <code>regctl api-keys list</code> shows them.</p>`,
  );
}

/** Mails a link to who is signed in, by which they prove that the address is theirs. */
export async function mailAddress(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  deps.invited.requireMail('verifying an address');
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return signInPage();
  await limit(deps, context, `address-link/${person.user.id}`, LINKS_A_MINUTE);
  aside(deps, () => deps.invited.mailAddressLink(person.user));
  return page(
    'Look into your mail',
    html`<p role="status">A link is on its way to ${person.user.email}.</p>`,
  );
}

/** Asks who is signed in whether to spend a link. */
export async function showAddress(deps: PageDeps, context: PageContext): Promise<Response> {
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return signInPage();
  return page(
    'Verify your address',
    html`<p>You are signed in as ${person.user.email}.</p>
      <form method="post" action="/address/verify">
        <input type="hidden" name="token" value="${context.req.query('token') ?? ''}" />
        <button type="submit">It is mine</button>
      </form>`,
  );
}

/** Takes an address as verified. Only who is signed in with it can: a link alone would prove somebody else's login right. */
export async function verifyAddress(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  await limit(deps, context, `address-link/${context.get('address')}`, deps.limits.wrongTokens);
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return signInPage();
  const form = await readForm(context.req.raw);
  await deps.invited.verifyByLink(form.get('token') ?? '', person.user.id);
  return page(
    'The address is verified',
    html`<p role="status">${person.user.email} is yours. You can go on.</p>`,
  );
}

function newPasswordPage(token: string, message?: string): Response {
  const form = html`${alert(message)}
    <form method="post" action="/password/new">
      <input type="hidden" name="token" value="${token}" />
      ${newPasswordField()}
      <button type="submit">Set password</button>
    </form>`;
  return page('Set another password', form, message === undefined ? {} : { status: 422 });
}

function signInPage(): Response {
  return page(
    'Sign in first',
    html`<p>Sign in, then open the link again. <a href="/sign-in">Sign in</a></p>`,
    {
      status: 403,
    },
  );
}

/** Does work whose time and outcome nobody must learn from the answer. */
function aside({ logger, outlive }: PageDeps, work: () => Promise<void>): void {
  const done = work().catch((error: unknown) => {
    logger.warn('a link could not be mailed', {
      message: error instanceof Error ? error.message : String(error),
    });
  });
  outlive?.(done);
}
