import * as z from 'zod';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { SignedIn } from '../../ports/identity-provider.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page, seeOther } from './html.ts';
import { keepInBrowser, keptByBrowser } from './kept-by-browser.ts';

/** Where people connect accounts, and below it where a provider sends the browser back to. */
export const CONNECT_PATH = '/connect';
/** Seconds that somebody may take at the provider. */
const WAIT_S = 600;
const COOKIE = 'regctl.connect';

const kept = z.strictObject({
  provider: z.string().max(64),
  organization: z.string().max(64),
  name: z.string().max(64),
  user: z.string(),
  state: z.string(),
  verifier: z.string(),
});

/** Asks which account is to be connected, to which organization. */
export async function showConnect(deps: PageDeps, context: PageContext): Promise<Response> {
  const person = await deps.provider.signedIn(context.req.raw.headers);
  return person === undefined ? toSignIn() : connectPage(deps, person);
}

/** Leads to the provider. A link does, since browsers follow no form to somewhere else from here. */
export async function beginConnect(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return toSignIn();
  const form = await readForm(context.req.raw);
  const [provider, organization, name] = ['provider', 'organization', 'name'].map((one) =>
    (form.get(one) ?? '').slice(0, 64),
  ) as [string, string, string];
  if (name === '') return connectPage(deps, person, 'The account needs a name.');
  const who = { user: person.user, organization };
  const { url, checks } = await deps.connections.begin(who, provider, callbackOf(deps));
  const title = deps.connections.providers.find(({ id }) => id === provider)?.title ?? provider;
  const value = { provider, organization, name, user: person.user.id, ...checks };
  return page(
    `Connect ${title}`,
    html`<p>
        ${title} asks whether this server may act for you. What you grant there is used as the account
        ${name}.
      </p>
      <p><a href="${url}">Go on to ${title}</a></p>
      <p><a href="${CONNECT_PATH}">Back</a></p>`,
    { cookies: [keepInBrowser(deps, COOKIE, value, WAIT_S)] },
  );
}

/** Takes a browser back from a provider. It must be that of who began, so that nobody grants access to the account of somebody else by a link. */
export async function endConnect(deps: PageDeps, context: PageContext): Promise<Response> {
  const person = await deps.provider.signedIn(context.req.raw.headers);
  const begun = keptByBrowser(deps, context, COOKIE, kept);
  if (person === undefined || begun === undefined || begun.user !== person.user.id)
    throw new RegctlError('NOT_LOGGED_IN', 'this browser did not begin to connect an account', {
      reason: 'it began too long ago, or as somebody else',
      hint: `begin again at ${deps.origin()}${CONNECT_PATH}`,
    });
  const { provider, organization, name, state, verifier } = begun;
  // What a browser keeps is what it says: nothing is written into the log of an organization that is not theirs.
  if ((await deps.memberships.find(organization, person.user.id)) === undefined)
    throw new RegctlError('PERMISSION_MISSING', 'no account was connected', {
      reason: 'you do not belong to the organization any more',
      hint: 'ask an owner of the organization',
    });
  const answer = `${callbackOf(deps)}${new URL(context.req.url).search}`;
  const who = { user: person.user, organization };
  const record = recorder(deps, context, person, begun);
  await record('begun', null);
  try {
    await deps.connections.complete(who, { provider, name }, { answer, checks: { state, verifier } });
  } catch (error) {
    await record('failed', isRegctlError(error) ? error.code : 'INTERNAL');
    throw error;
  }
  await record('done', null);
  return page(
    'The account is connected',
    html`<p role="status">
        ${name} is there. At a terminal: <code>regctl zones list --account ${name}</code>
      </p>
      <p>With <code>regctl accounts remove ${name}</code> what you granted is revoked.</p>`,
    { cookies: [keepInBrowser(deps, COOKIE, undefined, 0)] },
  );
}

async function connectPage(deps: PageDeps, person: SignedIn, message?: string): Promise<Response> {
  const { providers } = deps.connections;
  if (providers.length === 0)
    throw new RegctlError('CAPABILITY_MISSING', 'no account can be connected here', {
      reason: 'the operator registered this server at no provider',
      hint: 'connect it by a key: `regctl accounts add PROVIDER --name NAME`',
    });
  const organizations = await deps.memberships.organizationsOf(person.user.id);
  const choice = (list: readonly { readonly id: string; readonly name: string }[]) =>
    list.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return page(
    'Connect an account',
    html`${alert(message)}
      <form method="post" action="${CONNECT_PATH}">
        <label for="provider">Provider</label>
        <select id="provider" name="provider">
          ${choice(providers.map(({ id, title }) => ({ id, name: title })))}
        </select>
        <label for="organization">Organization</label>
        <select id="organization" name="organization">
          ${choice(organizations)}
        </select>
        ${field('name', 'Name of the account', { autocomplete: 'off', note: 'Such as: main.' })}
        <button type="submit">Go on</button>
      </form>`,
    message === undefined ? {} : { status: 422 },
  );
}

function recorder(
  deps: PageDeps,
  context: PageContext,
  { user }: SignedIn,
  { provider, organization, name }: z.infer<typeof kept>,
): (outcome: 'begun' | 'done' | 'failed', code: string | null) => Promise<void> {
  return (outcome, code) =>
    deps.audit.append({
      organization,
      actor: `user ${user.email}`,
      source: context.get('address'),
      requestId: context.get('requestId'),
      action: 'accounts.connect',
      outcome,
      code,
      details: { provider, name },
    });
}

function callbackOf(deps: PageDeps): string {
  return `${deps.origin()}${CONNECT_PATH}/callback`;
}

function toSignIn(): Response {
  return seeOther(`/sign-in?next=${encodeURIComponent(CONNECT_PATH)}`);
}
