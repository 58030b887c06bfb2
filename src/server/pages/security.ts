import { renderSVG } from 'uqr';
import type { SignedIn } from '../../ports/identity-provider.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther, type Html } from './html.ts';
import { asPerson, record, SECURITY_PATH, toSignIn } from './own-security.ts';
import { passkeySection } from './passkeys.ts';
import { CODES_PER_MINUTE } from './second-factor.ts';

export async function showSecurity(deps: PageDeps, context: PageContext): Promise<Response> {
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return toSignIn();
  return securityPage(deps, person);
}

/** Begins to enrol an authenticator, after the password once more: a browser that was left alone must not lock its owner out. */
export function enrol(deps: PageDeps, context: PageContext): Promise<Response> {
  return asPerson(deps, context, async (person, form) => {
    const { email } = person.user;
    await limit(deps, context, `sign-in-as/${email}`, deps.limits.wrongTokens);
    const known = await deps.provider.checkPassword({ email, password: form.get('password') ?? '' });
    if (known === undefined) return securityPage(deps, person, 'The password is wrong.');
    const begun = await deps.secondFactor.begin(person.user);
    return begun ? enrolPage(deps, person) : securityPage(deps, person, 'There is an authenticator already.');
  });
}

/** Lets an authenticator count by its first code, and shows the recovery codes, once. */
export function confirm(deps: PageDeps, context: PageContext): Promise<Response> {
  return asPerson(deps, context, async (person, form) => {
    await limit(deps, context, `second-factor-of/${person.user.id}`, CODES_PER_MINUTE);
    const codes = await deps.secondFactor.confirm(person.user.id, form.get('code') ?? '');
    if (codes === undefined)
      return enrolPage(deps, person, 'The code is wrong. Is the clock of the device right?');
    await record(deps, context, person, 'session.second_factor_added');
    return page(
      'Keep these codes',
      html`<p>
          Your authenticator is asked for from now on. Where it is lost, each of these codes signs you in
          once.
        </p>
        <p class="notice" role="alert">
          They are not shown again. Print them, or keep them with your passwords.
        </p>
        <ul class="codes">
          ${codes.map((code) => html`<li><code>${code}</code></li>`)}
        </ul>
        <p><a href="${SECURITY_PATH}">I have kept them</a></p>`,
    );
  });
}

/** Takes the authenticator away, by one of its codes. */
export function unenrol(deps: PageDeps, context: PageContext): Promise<Response> {
  return asPerson(deps, context, async (person, form) => {
    await limit(deps, context, `second-factor-of/${person.user.id}`, CODES_PER_MINUTE);
    if (!(await deps.secondFactor.remove(person.user.id, form.get('code') ?? '')))
      return securityPage(deps, person, 'The code is wrong, or was used already.');
    await record(deps, context, person, 'session.second_factor_removed');
    return seeOther(SECURITY_PATH);
  });
}

async function securityPage(deps: PageDeps, person: SignedIn, message?: string): Promise<Response> {
  const { isOn, recoveryCodesLeft } = await deps.secondFactor.state(person.user.id);
  const body = html`${alert(message)}
    <h2>Authenticator</h2>
    ${isOn ? withFactor(recoveryCodesLeft) : withoutFactor(person.user.email)}
    ${await passkeySection(deps, person)}
    <p><a href="/">Back</a></p>`;
  return page('How you sign in', body, message === undefined ? {} : { status: 403 });
}

function withFactor(left: number): Html {
  return html`<p>
      Your authenticator is asked for after the password. Recovery codes that are left: ${String(left)}.
    </p>
    <form method="post" action="${SECURITY_PATH}/totp/remove">
      ${field('code', 'Code', { autocomplete: 'one-time-code', note: 'Of the authenticator, or a recovery code.' })}
      <button type="submit">Do without it</button>
    </form>`;
}

function withoutFactor(email: string): Html {
  return html`<p>
      An app on your phone shows six digits that are asked for after the password, so that the password alone
      is of no use to anybody.
    </p>
    <form method="post" action="${SECURITY_PATH}/totp">
      <input type="email" value="${email}" autocomplete="username" aria-hidden="true" readonly hidden />
      ${field('password', 'Your password, once more', { type: 'password', autocomplete: 'current-password' })}
      <button type="submit">Set it up</button>
    </form>`;
}

async function enrolPage(deps: PageDeps, person: SignedIn, message?: string): Promise<Response> {
  const enrolment = await deps.secondFactor.open(person.user);
  if (enrolment === undefined) return seeOther(SECURITY_PATH);
  const qr = { html: renderSVG(enrolment.uri, { border: 2 }) };
  const body = html`${alert(message)}
    <ol>
      <li>
        Scan this with your authenticator:
        <div class="qr" role="img" aria-label="QR code of the key below">${qr}</div>
        or type this key into it: <code>${enrolment.secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code>
      </li>
      <li>Type the six digits that it shows.</li>
    </ol>
    <form method="post" action="${SECURITY_PATH}/totp/confirm">
      ${field('code', 'Code', { autocomplete: 'one-time-code' })}
      <button type="submit">Switch it on</button>
    </form>`;
  return page('Set up an authenticator', body, message === undefined ? {} : { status: 403 });
}
