import type { Hono } from 'hono';
import { statusOf } from '../../control-plane/problem.ts';
import { isRegctlError, type RegctlError } from '../../core/errors.ts';
import { toFailure } from '../answer.ts';
import type { LoginSessionRecord } from '../../ports/session-store.ts';
import type { RequestVariables } from '../deps.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { beginConnect, CONNECT_PATH, endConnect, showConnect } from './connect.ts';
import { answerDevice, showDevice } from './device.ts';
import { html, page, seeOther, type Html } from './html.ts';
import { INVITED_PAGES } from './invited-pages.ts';
import { beginOutside, endOutside, OUTSIDE_PATH } from './outside-sign-in.ts';
import { SECURITY_PATH } from './own-security.ts';
import { PASSKEY_SIGN_IN_PATH, showPasskeySignIn, signInByPasskey } from './passkey-sign-in.ts';
import { add, begin, PASSKEYS_PATH, remove } from './passkeys.ts';
import { giveSecondFactor, showSecondFactor } from './second-factor.ts';
import { confirm, enrol, showSecurity, unenrol } from './security.ts';
import { setUp, showSetup } from './setup.ts';
import { showSignIn, signIn, signOut } from './sign-in.ts';

type Show = (deps: PageDeps, context: PageContext) => Response | Promise<Response>;

/** Adds what people see in a browser, and what programs speak to be let in. */
export function addIdentityRoutes(app: Hono<{ Variables: RequestVariables }>, deps: PageDeps): void {
  const pages: readonly (readonly ['get' | 'post', string, Show])[] = [
    ['get', '/', showHome],
    ['get', '/setup', showSetup],
    ['post', '/setup', setUp],
    ['get', '/sign-in', showSignIn],
    ['post', '/sign-in', signIn],
    ['get', PASSKEY_SIGN_IN_PATH, showPasskeySignIn],
    ['post', PASSKEY_SIGN_IN_PATH, signInByPasskey],
    ['get', `${OUTSIDE_PATH}/:id`, beginOutside],
    ['get', `${OUTSIDE_PATH}/:id/callback`, endOutside],
    ['get', '/second-factor', showSecondFactor],
    ['post', '/second-factor', giveSecondFactor],
    ['get', SECURITY_PATH, showSecurity],
    ['post', `${SECURITY_PATH}/totp`, enrol],
    ['post', `${SECURITY_PATH}/totp/confirm`, confirm],
    ['post', `${SECURITY_PATH}/totp/remove`, unenrol],
    ['post', PASSKEYS_PATH, begin],
    ['post', `${PASSKEYS_PATH}/add`, add],
    ['post', `${PASSKEYS_PATH}/remove`, remove],
    ['get', CONNECT_PATH, showConnect],
    ['post', CONNECT_PATH, beginConnect],
    ['get', `${CONNECT_PATH}/callback`, endConnect],
    ['post', '/sign-out', signOut],
    ['post', '/sessions/end', endSession],
    ['get', '/device', showDevice],
    ['post', '/device', answerDevice],
    ...INVITED_PAGES,
  ];
  for (const [method, path, show] of pages) app[method](path, (context) => asPage(deps, context, show));
  for (const path of ['/.well-known/oauth-authorization-server', '/auth/*'])
    app.all(path, async (context, next) => {
      if (context.req.path.endsWith('/device/code'))
        await limit(deps, context, `device-request/${context.get('address')}`, deps.limits.wrongTokens);
      const response = await deps.provider.respond(context.req.raw, context.get('address'));
      if (response === undefined) return next();
      return response;
    });
}

/** A failure on the way to a page is told on a page. */
async function asPage(deps: PageDeps, context: PageContext, show: Show): Promise<Response> {
  try {
    return await show(deps, context);
  } catch (error) {
    return failurePage(
      isRegctlError(error) ? error : toFailure(error, deps.logger, context.get('requestId')),
    );
  }
}

function failurePage(error: RegctlError): Response {
  const body = html`<p class="notice" role="alert">${error.message}</p>
    ${error.reason === undefined ? undefined : html`<p>${error.reason}</p>`}
    ${error.hint === undefined ? undefined : html`<p>${error.hint}</p>`}`;
  return page('That did not work', body, { status: statusOf(error) });
}

async function showHome(deps: PageDeps, context: PageContext): Promise<Response> {
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return seeOther('/sign-in');
  const sessions = await deps.sessions.list(person.user.id, deps.now().toISOString());
  return page(
    'regctl',
    html`<p>You are signed in as ${person.user.name} (${person.user.email}).</p>
      <h2>Where you are signed in</h2>
      <ul>
        ${sessions.map((session) => sessionItem(session, session.id === person.session))}
      </ul>
      <p><a href="${SECURITY_PATH}">How you sign in</a></p>
      <p><a href="/device">Let a program in</a></p>
      ${deps.connections.providers.length === 0 ? undefined : html`<p><a href="${CONNECT_PATH}">Connect an account</a></p>`}
      <p>At a terminal: <code>regctl auth login --host ${deps.origin()}</code></p>
      <form method="post" action="/sign-out"><button type="submit">Sign out</button></form>`,
  );
}

function sessionItem({ id, client, address, createdAt, expiresAt }: LoginSessionRecord, here: boolean): Html {
  const since = `${createdAt.slice(0, 10)}, until ${expiresAt.slice(0, 10)} if it is not used`;
  return html`<li>
    ${client} at ${address ?? 'an unknown address'} since ${since}${here ? ' (this one)' : ''}
    <form method="post" action="/sessions/end">
      <input type="hidden" name="session" value="${id}" />
      <button type="submit" aria-label="End ${client} of ${since}">End</button>
    </form>
  </li>`;
}

/** Ends a session of one's own, wherever it is; its tokens are good for no write from then on. */
async function endSession(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return seeOther('/sign-in');
  const form = await readForm(context.req.raw);
  await deps.sessions.end(form.get('session') ?? '', person.user.id);
  return seeOther('/');
}
