import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { SignInProvider } from '../../core/sign-in-provider.ts';
import type { SignInChecks } from '../../ports/outside-sign-in.ts';
import { ownPage } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { html, seeOther, type Html } from './html.ts';
import { keepInBrowser, keptByBrowser } from './kept-by-browser.ts';

/** Where an issuer sends the browser back to, below the address of the server. */
export const OUTSIDE_PATH = '/sign-in/with';
/** Seconds that somebody may take at the issuer. */
const WAIT_S = 600;
const COOKIE = 'regctl.sign-in';

const kept = z.strictObject({
  provider: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  next: z.string(),
});

/** Links to the issuers that people may sign in by. */
export function outsideLinks({ outside }: PageDeps, next: string): Html | undefined {
  if (outside.providers.length === 0) return undefined;
  return html`<ul class="ways">
    ${outside.providers.map(
      ({ id, label }) =>
        html`<li>
          <a href="${OUTSIDE_PATH}/${id}?next=${encodeURIComponent(next)}">Sign in with ${label}</a>
        </li>`,
    )}
  </ul>`;
}

/** Sends a browser to an issuer; what must come back with it is kept by the browser itself. */
export async function beginOutside(deps: PageDeps, context: PageContext): Promise<Response> {
  await limit(deps, context, `sign-in/${context.get('address')}`, deps.limits.wrongTokens);
  const provider = providerOf(deps, context);
  const { url, checks } = await deps.outside.client.begin(provider, callbackOf(deps, provider));
  const next = ownPage(context.req.query('next') ?? null, deps.origin());
  return seeOther(url, [keepInBrowser(deps, COOKIE, { ...checks, provider: provider.id, next }, WAIT_S)]);
}

/** Takes a browser back from an issuer: whoever it names is signed in. */
export async function endOutside(deps: PageDeps, context: PageContext): Promise<Response> {
  const address = context.get('address');
  await limit(deps, context, `sign-in/${address}`, deps.limits.wrongTokens);
  const provider = providerOf(deps, context);
  const { next, ...checks } = keptOf(deps, context, provider);
  const { search } = new URL(context.req.url);
  const identity = await deps.outside.client.complete(
    provider,
    `${callbackOf(deps, provider)}${search}`,
    checks,
  );
  const signedIn = await deps.outside.signIn(provider, identity);
  const { user, organization, change, role } = signedIn;
  if (change !== 'none')
    await deps.audit.append({
      organization,
      actor: `user ${user.email}`,
      source: address,
      requestId: context.get('requestId'),
      action: `members.${change}`,
      outcome: 'done',
      code: null,
      details: { provider: provider.id, subject: identity.subject, role },
    });
  if (change === 'removed')
    throw new RegctlError('PERMISSION_MISSING', `${user.email} is not let in`, {
      reason: 'none of the groups there has a role here any more',
      hint: 'ask whoever keeps the groups',
    });
  const cookies = await deps.provider.beginSession(user.id, {
    address,
    userAgent: context.req.header('user-agent') ?? '',
  });
  return seeOther(next, [...cookies, keepInBrowser(deps, COOKIE, undefined, 0)]);
}

function providerOf({ outside }: PageDeps, context: PageContext): SignInProvider {
  const found = outside.providers.find(({ id }) => id === context.req.param('id'));
  if (found !== undefined) return found;
  throw new RegctlError('NOT_FOUND', 'nobody signs in this way', {
    reason: 'the server knows no such issuer',
    hint: 'go to the sign-in page',
  });
}

function callbackOf(deps: PageDeps, { id }: SignInProvider): string {
  return `${deps.origin()}${OUTSIDE_PATH}/${id}/callback`;
}

function keptOf(
  deps: PageDeps,
  context: PageContext,
  { id }: SignInProvider,
): SignInChecks & { readonly next: string } {
  const read = keptByBrowser(deps, context, COOKIE, kept);
  if (read?.provider === id) {
    const { state, nonce, verifier, next } = read;
    return { state, nonce, verifier, next: ownPage(next, deps.origin()) };
  }
  throw new RegctlError('NOT_LOGGED_IN', 'this browser did not begin to sign in', {
    reason: 'it began too long ago, or somewhere else',
    hint: 'begin again at the sign-in page',
  });
}
