import type { SignedIn } from '../../ports/identity-provider.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { seeOther } from './html.ts';

/** How somebody signs in, for themselves to change. */
export const SECURITY_PATH = '/security';

/** Reads a form that somebody sent about themselves. */
export async function asPerson(
  deps: PageDeps,
  context: PageContext,
  work: (person: SignedIn, form: URLSearchParams) => Promise<Response>,
): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  const person = await deps.provider.signedIn(context.req.raw.headers);
  if (person === undefined) return toSignIn();
  return work(person, await readForm(context.req.raw));
}

export function toSignIn(): Response {
  return seeOther(`/sign-in?next=${encodeURIComponent(SECURITY_PATH)}`);
}

/** Tells every organization of somebody, since it is about how safe their membership is. */
export async function record(
  deps: PageDeps,
  context: PageContext,
  { user }: SignedIn,
  action: string,
): Promise<void> {
  for (const { id } of await deps.memberships.organizationsOf(user.id))
    await deps.audit.append({
      organization: id,
      actor: `user ${user.email}`,
      source: context.get('address'),
      requestId: context.get('requestId'),
      action,
      outcome: 'done',
      code: null,
      details: null,
    });
}
