import type { DeviceRequest } from '../../ports/device-request-store.ts';
import type { SignedIn } from '../../ports/identity-provider.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther, type Html } from './html.ts';

const ANSWERED = 'This code was answered already.';

type Organizations = readonly { readonly id: string; readonly name: string }[];

/** Shows what asks to act for the person, or asks for the code. */
export async function showDevice(deps: PageDeps, context: PageContext): Promise<Response> {
  const code = readCode(context.req.query('user_code') ?? '');
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return toSignIn(code);
  if (code === '') return codePage();
  const request = await findRequest(deps, context, code);
  if (request === undefined) return codePage('No program waits with this code: it was used, or has expired.');
  return requestPage(deps, context, person, request);
}

/** Lets a program in, or does not; each code is answered once. */
export async function answerDevice(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const form = await readForm(context.req.raw);
  const code = readCode(form.get('user_code') ?? '');
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return toSignIn(code);
  const request = await findRequest(deps, context, code);
  if (request === undefined) return codePage('No program waits with this code: it was used, or has expired.');
  const organizations = await deps.memberships.organizationsOf(person.user.id);
  const organization = organizations.find(({ id }) => id === form.get('organization'))?.id;
  const answer = form.get('answer');
  if (answer === 'deny') {
    const denied = { approved: false, user: person.user.id } as const;
    if (!(await deps.devices.answer(code, denied, deps.now().toISOString()))) return codePage(ANSWERED);
    return page('Refused', html`<p>${request.client} was not let in. You can close this page.</p>`);
  }
  if (answer !== 'approve' || organization === undefined) return requestPage(deps, context, person, request);
  return approve(deps, context, { person, request, organization });
}

async function approve(
  deps: PageDeps,
  context: PageContext,
  {
    person,
    request,
    organization,
  }: { readonly person: SignedIn; readonly request: DeviceRequest; readonly organization: string },
): Promise<Response> {
  const answer = { approved: true, user: person.user.id, organization } as const;
  if (!(await deps.devices.answer(request.userCode, answer, deps.now().toISOString())))
    return codePage(ANSWERED);
  await deps.audit.append({
    organization,
    actor: `user ${person.user.email}`,
    source: context.get('address'),
    requestId: context.get('requestId'),
    action: 'session.approve',
    outcome: 'done',
    code: null,
    details: { client: request.client, address: request.address, userAgent: request.userAgent },
  });
  return page('Done', html`<p>${request.client} is let in. You can close this page and go back to it.</p>`);
}

/** Codes are looked up as often as tokens that nobody has may be tried: who guesses does not get far in ten minutes. */
async function findRequest(
  deps: PageDeps,
  context: PageContext,
  code: string,
): Promise<DeviceRequest | undefined> {
  await limit(deps, context, `device-code/${context.get('address')}`, deps.limits.wrongTokens);
  return deps.devices.find(code, deps.now().toISOString());
}

/** A code as it is kept, however it was typed: `bcdf ghjk` is `BCDF-GHJK`. */
function readCode(text: string): string {
  const letters = text.toUpperCase().replaceAll(/[^A-Z]/g, '');
  return letters.length === 8 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters.slice(0, 20);
}

function toSignIn(code: string): Response {
  const next = code === '' ? '/device' : `/device?user_code=${encodeURIComponent(code)}`;
  return seeOther(`/sign-in?next=${encodeURIComponent(next)}`);
}

function codePage(message?: string): Response {
  const form = html`${alert(message)}
    <form method="get" action="/device">
      ${field('user_code', 'Code', {
        autocomplete: 'one-time-code',
        note: 'The program that wants to log in shows it.',
      })}
      <button type="submit">Go on</button>
    </form>`;
  return page('Let a program in', form, message === undefined ? {} : { status: 404 });
}

async function requestPage(
  deps: PageDeps,
  context: PageContext,
  person: SignedIn,
  request: DeviceRequest,
): Promise<Response> {
  const organizations = await deps.memberships.organizationsOf(person.user.id);
  if (organizations.length === 0)
    return page('Let a program in', html`<p>You belong to no organization yet.</p>`, { status: 403 });
  const elsewhere = request.address !== context.get('address');
  const body = html`<p>
      <strong>${request.client}</strong> asks to act for you, ${person.user.name} (${person.user.email}).
    </p>
    ${elsewhere ? WARNING : undefined}
    <dl>
      <dt>Code</dt>
      <dd class="code">${request.userCode}</dd>
      <dt>Asked from</dt>
      <dd>${request.address ?? 'unknown'}${elsewhere ? '' : ', where you are too'}</dd>
      <dt>Calls itself</dt>
      <dd>${request.userAgent ?? 'nothing'}</dd>
      <dt>Asked at</dt>
      <dd>${(request.requestedAt ?? 'unknown').replace('T', ' ').replace(/\.\d+Z$/, ' UTC')}</dd>
      <dt>What it may do</dt>
      <dd>
        Everything that you may do yourself in the organization, for as long as it is used at least every 30
        days, or until you end it.
      </dd>
    </dl>
    <form method="post" action="/device">
      <input type="hidden" name="user_code" value="${request.userCode}" />
      ${organizationField(organizations)}
      <p>Let it in only if you started it yourself and it shows this very code.</p>
      <button type="submit" name="answer" value="approve">Let it in</button>
      <button type="submit" name="answer" value="deny">Refuse</button>
    </form>`;
  return page('Let a program in', body);
}

const WARNING: Html = html`<p class="notice" role="alert">
  It asked from another address than yours. If somebody sent you here, refuse it: they want to act in your
  name.
</p>`;

function organizationField(organizations: Organizations): Html {
  const options = organizations.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return html`<label for="organization">Organization</label>
    <select id="organization" name="organization" required>
      ${options}
    </select>`;
}
