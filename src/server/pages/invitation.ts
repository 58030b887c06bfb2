import { isPlain } from '../../core/plain-text.ts';
import type { SignedIn } from '../../ports/identity-provider.ts';
import { hashPassword } from '../auth/passwords.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import type { AcceptedByPage, ShownInvitation } from '../invited.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther, type Html } from './html.ts';
import { isTooShort, newPasswordField, TOO_SHORT } from './new-password.ts';
import { signInOrAskForCode } from './second-factor.ts';

/** Characters of a name. */
const MAX_NAME = 200;

/** Shows an invitation to whoever has its link; looking spends nothing. */
export async function showInvitation(deps: PageDeps, context: PageContext): Promise<Response> {
  await limit(deps, context, `accept/${context.get('address')}`, deps.limits.wrongTokens);
  const token = context.req.query('token') ?? '';
  const shown = await deps.invited.openInvitation(token);
  const person = await deps.provider.signedIn(context.req.raw.headers);
  return person === undefined ? newcomerPage(token, shown) : memberPage(token, shown, person);
}

/** Accepts an invitation: with a password of one's own where nobody has the address yet, or signed in with it. */
export async function answerInvitation(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  await limit(deps, context, `accept/${context.get('address')}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const token = form.get('token') ?? '';
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person !== undefined) {
    await tell(deps, context, await deps.invited.acceptSignedIn({ token, user: person.user.id }));
    return seeOther('/');
  }
  const shown = await deps.invited.openInvitation(token);
  const name = (form.get('name') ?? '').trim();
  const password = form.get('password') ?? '';
  // Who has a login gets no word on the password, and no work is done for it.
  if (shown.user !== undefined) return newcomerPage(token, shown);
  if (name === '' || name.length > MAX_NAME || !isPlain(name))
    return newcomerPage(token, shown, {
      name: '',
      message: 'The name is missing, too long, or holds a control character.',
    });
  if (isTooShort(password)) return newcomerPage(token, shown, { name, message: TOO_SHORT });
  const passwordHash = await hashPassword(password);
  const accepted = await deps.invited.acceptWithPassword({ token, name, passwordHash });
  await tell(deps, context, accepted);
  return signInOrAskForCode(deps, context, accepted.user, '/');
}

async function tell(
  deps: PageDeps,
  context: PageContext,
  { organization, email, role }: AcceptedByPage,
): Promise<void> {
  await deps.audit.append({
    organization: organization.id,
    actor: `user ${email}`,
    source: context.get('address'),
    requestId: context.get('requestId'),
    action: 'invitations.accept',
    outcome: 'done',
    code: null,
    details: { email, role },
  });
}

function about({ invitation, organization }: ShownInvitation): Html {
  return html`<p>
    ${invitation.invitedBy} invites <strong>${invitation.email}</strong> to
    <strong>${organization.name}</strong> as ${invitation.role}.
  </p>`;
}

function newcomerPage(
  token: string,
  shown: ShownInvitation,
  tried?: { readonly name: string; readonly message: string },
): Response {
  const { email } = shown.invitation;
  if (shown.user !== undefined) {
    const next = encodeURIComponent(`/invitation?token=${encodeURIComponent(token)}`);
    return page(
      'Invitation',
      html`${about(shown)}
        <p>This address has a login here. Sign in with it to accept.</p>
        <p><a href="/sign-in?next=${next}">Sign in</a> · <a href="/password">I have no password</a></p>`,
    );
  }
  const form = html`${about(shown)}${alert(tried?.message)}
    <form method="post" action="/invitation">
      <input type="hidden" name="token" value="${token}" />
      <input type="hidden" name="email" value="${email}" autocomplete="username" />
      ${field('name', 'Your name', { autocomplete: 'name', value: tried?.name ?? '' })} ${newPasswordField()}
      <button type="submit">Accept</button>
    </form>`;
  return page('Invitation', form, tried === undefined ? {} : { status: 422 });
}

function memberPage(token: string, shown: ShownInvitation, person: SignedIn): Response {
  const { invitation, user } = shown;
  if (user?.id !== person.user.id) {
    return page(
      'Invitation',
      html`${about(shown)}
        <p class="notice" role="alert">
          You are signed in as ${person.user.email}. Sign out, and open this link again.
        </p>
        <form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`,
      { status: 403 },
    );
  }
  if (!user.emailVerified && !invitation.mailed) {
    return page(
      'Invitation',
      html`${about(shown)}
        <p class="notice" role="alert">
          Nobody proved yet that the address is yours, and this link did not come by mail. Verify the address
          first; then open this link again.
        </p>
        <form method="post" action="/address"><button type="submit">Mail me a link</button></form>`,
      { status: 403 },
    );
  }
  return page(
    'Invitation',
    html`${about(shown)}
      <form method="post" action="/invitation">
        <input type="hidden" name="token" value="${token}" />
        <button type="submit">Accept</button>
      </form>`,
  );
}
