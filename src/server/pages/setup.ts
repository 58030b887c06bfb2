import { isRegctlError, type RegctlError } from '../../core/errors.ts';
import { readForm, refuseForeignOrigin } from '../form.ts';
import { limit } from '../limit.ts';
import type { PageContext, PageDeps } from './deps.ts';
import { alert, field, html, page } from './html.ts';
import { isTooShort, newPasswordField, TOO_SHORT } from './new-password.ts';
import { signInOrAskForCode } from './second-factor.ts';

export function showSetup(): Response {
  return setupPage();
}

/** Makes the first organization with its owner by the setup token, or sets the password of an owner who was made with it elsewhere. */
export async function setUp(deps: PageDeps, context: PageContext): Promise<Response> {
  refuseForeignOrigin(context.req.raw, deps.origin());
  await limit(deps, context, `setup/${context.get('address')}`, deps.limits.wrongTokens);
  const form = await readForm(context.req.raw);
  const input = {
    token: (form.get('token') ?? '').trim(),
    organization: (form.get('organization') ?? '').trim(),
    name: (form.get('name') ?? '').trim(),
    email: (form.get('email') ?? '').trim().toLowerCase(),
    password: form.get('password') ?? '',
  };
  if (isTooShort(input.password)) return setupPage({ ...input, message: TOO_SHORT });
  try {
    const { id } = await deps.firstOwner(input);
    await deps.provider.setPassword(id, input.password);
    return await signInOrAskForCode(deps, context, id, '/');
  } catch (error) {
    if (isRegctlError(error, 'NOT_LOGGED_IN') || isRegctlError(error, 'INVALID_INPUT'))
      return setupPage({ ...input, message: sentence(error) });
    throw error;
  }
}

function sentence({ message, reason }: RegctlError): string {
  const text = reason === undefined ? message : `${message}: ${reason}`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function setupPage(tried?: {
  readonly organization: string;
  readonly name: string;
  readonly email: string;
  readonly message: string;
}): Response {
  const form = html`${alert(tried?.message)}
    <p>
      The server printed a token when it was started first. It makes the first organization, and you its
      owner. If you logged in with it at a terminal already, it sets your password, and the names stay as they
      are.
    </p>
    <form method="post" action="/setup">
      ${field('token', 'Setup token', { autocomplete: 'off', note: 'It begins with rgs_.' })}
      ${field('organization', 'Name of the organization', {
        autocomplete: 'organization',
        optional: true,
        value: tried?.organization ?? '',
      })}
      ${field('name', 'Your name', { autocomplete: 'name', optional: true, value: tried?.name ?? '' })}
      ${field('email', 'Your e-mail address', {
        type: 'email',
        optional: true,
        autocomplete: 'username',
        value: tried?.email ?? '',
      })}
      ${newPasswordField()}
      <button type="submit">Set up</button>
    </form>`;
  return page('Set up this server', form, tried === undefined ? {} : { status: 422 });
}
