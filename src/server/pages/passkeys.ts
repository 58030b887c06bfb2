import { RegctlError } from '../../core/errors.ts';
import type { SignedIn } from '../../ports/identity-provider.ts';
import type { Passkey } from '../../ports/passkey-store.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { field, html, page, seeOther, type Html } from './html.ts';
import { asPerson, record, SECURITY_PATH } from './own-security.ts';
import { PASSKEY_SCRIPT, passkeyForm } from './passkey-script.ts';

export const PASSKEYS_PATH: string = `${SECURITY_PATH}/passkeys`;

/** Milliseconds after signing in: a browser that was left alone must neither let somebody else in for good nor lock its owner out. */
const FRESH_MS = 10 * 60_000;

/** The passkeys of somebody, for themselves to change. */
export async function passkeySection(deps: PageDeps, person: SignedIn): Promise<Html> {
  if (!deps.passkeys.isPossible())
    return html`<h2>Passkeys</h2>
      <p>Browsers make passkeys for servers that have a host name and TLS.</p>`;
  const [kept, fresh] = await Promise.all([deps.passkeys.list(person.user.id), isFresh(deps, person)]);
  return html`<h2>Passkeys</h2>
    <p>
      A passkey is kept by your device or your security key and signs you in with neither password nor code.
    </p>
    <ul>
      ${kept.map((passkey) => item(passkey, fresh))}
    </ul>
    ${fresh ? addForm() : html`<p><a href="/sign-in?next=${encodeURIComponent(SECURITY_PATH)}">Sign in again</a> to add or remove one.</p>`}`;
}

/** Begins to add a passkey. */
export function begin(deps: PageDeps, context: PageContext): Promise<Response> {
  return asFreshPerson(deps, context, async (person, form) => {
    const options = await deps.passkeys.begin(person);
    const name = form.get('name') ?? '';
    const body = html`${passkeyForm(`${PASSKEYS_PATH}/add`, { kind: 'create', options }, 'Make it', { name })}
      <p><a href="${SECURITY_PATH}">Back</a></p>`;
    return page('Add a passkey', body, { script: PASSKEY_SCRIPT });
  });
}

/** Takes the passkey that the browser made. */
export function add(deps: PageDeps, context: PageContext): Promise<Response> {
  return asFreshPerson(deps, context, async (person, form) => {
    if (!(await deps.passkeys.add(person, form.get('name') ?? '', form.get('answer') ?? '')))
      throw new RegctlError('INVALID_INPUT', 'the passkey is not taken', {
        reason: 'it took too long, was made somewhere else, is there already, or you have 20',
        hint: `begin again at ${deps.origin()}${SECURITY_PATH}`,
      });
    await record(deps, context, person, 'session.passkey_added');
    return seeOther(SECURITY_PATH);
  });
}

export function remove(deps: PageDeps, context: PageContext): Promise<Response> {
  return asFreshPerson(deps, context, async (person, form) => {
    if (await deps.passkeys.remove(person.user.id, form.get('id') ?? ''))
      await record(deps, context, person, 'session.passkey_removed');
    return seeOther(SECURITY_PATH);
  });
}

function asFreshPerson(
  deps: PageDeps,
  context: PageContext,
  work: (person: SignedIn, form: URLSearchParams) => Promise<Response>,
): Promise<Response> {
  return asPerson(deps, context, async (person, form) => {
    if (deps.passkeys.isPossible() && (await isFresh(deps, person))) return work(person, form);
    return seeOther(SECURITY_PATH);
  });
}

async function isFresh(deps: PageDeps, { session, user }: SignedIn): Promise<boolean> {
  const now = deps.now();
  const sessions = await deps.sessions.list(user.id, now.toISOString());
  const begun = sessions.find(({ id }) => id === session)?.createdAt;
  return begun !== undefined && Date.parse(begun) + FRESH_MS > now.getTime();
}

function item({ id, name, createdAt, usedAt }: Passkey, fresh: boolean): Html {
  const since = `since ${createdAt.slice(0, 10)}, ${usedAt === null ? 'not used yet' : `last used ${usedAt.slice(0, 10)}`}`;
  const form = html`<form method="post" action="${PASSKEYS_PATH}/remove">
    <input type="hidden" name="id" value="${id}" />
    <button type="submit" aria-label="Remove ${name}">Remove</button>
  </form>`;
  return html`<li>${name}, ${since} ${fresh ? form : undefined}</li>`;
}

function addForm(): Html {
  return html`<form method="post" action="${PASSKEYS_PATH}">
    ${field('name', 'Name of the passkey', { autocomplete: 'off', note: 'Such as: this laptop.' })}
    <button type="submit">Add a passkey</button>
  </form>`;
}
