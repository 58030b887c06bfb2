import { allows } from '../../core/access.ts';
import { RegctlError } from '../../core/errors.ts';
import type { GrantClient } from '../../core/provider-grant.ts';
import type { Principal } from '../../ports/authenticator.ts';
import type { Permissions } from '../../ports/permissions.ts';
import type { GrantChecks, ProviderGrants } from '../../ports/provider-grants.ts';
import type { AddCall, NewAccount } from './add.ts';
import { credentialsOfGrant } from './granted-credentials.ts';

export interface ConnectDeps {
  readonly grants: ProviderGrants;
  readonly permissions: Pick<Permissions, 'of'>;
  /** Adds an account as a principal would. */
  readonly addAccount: (
    principal: Principal,
    account: NewAccount,
    call: Pick<AddCall, 'renewal'>,
  ) => Promise<unknown>;
}

/** Somebody who connects an account of theirs. */
export interface Connecting {
  readonly user: { readonly id: string; readonly email: string };
  readonly organization: string;
}

/** Tells what somebody acts as. @throws RegctlError `PERMISSION_MISSING` for who may not add accounts */
export async function connectingPrincipal(
  { permissions }: Pick<ConnectDeps, 'permissions'>,
  { user, organization }: Connecting,
): Promise<Principal> {
  const grant = await permissions.of(organization, user.id);
  if (grant !== undefined && grant.within.length === 0 && allows(grant.scopes, 'accounts:write'))
    return { organization, user: user.id, actor: `user ${user.email}`, ...grant };
  throw new RegctlError('PERMISSION_MISSING', 'no account was connected', {
    reason: 'it needs the scope accounts:write, bound to no zones',
    hint: 'ask an owner of the organization for it',
  });
}

/**
 * Adds an account that works by a grant. What was granted is revoked where the account cannot be added.
 *
 * @param answer - the address that the browser was sent back to, with its query
 * @throws RegctlError `PERMISSION_MISSING`, `NOT_LOGGED_IN`, `ALREADY_EXISTS`, `INVALID_INPUT`, `PROVIDER_UNAVAILABLE`
 */
export async function connectAccount(
  deps: ConnectDeps,
  who: Connecting,
  { client, name }: { readonly client: GrantClient; readonly name: string },
  { answer, checks }: { readonly answer: string; readonly checks: GrantChecks },
): Promise<void> {
  const principal = await connectingPrincipal(deps, who);
  const grant = await deps.grants.complete(client, answer, checks);
  const { token, renewal } = credentialsOfGrant(client, grant);
  const { provider, endpoint } = client;
  try {
    // Whether the token is good tells the first use: what verifies tokens of people need not know those of grants.
    await deps.addAccount(
      principal,
      {
        name,
        provider,
        ...(endpoint === undefined ? {} : { endpoint }),
        credentials: token,
        verify: false,
      },
      { renewal },
    );
  } catch (error) {
    await deps.grants.revoke(client, grant.refreshToken ?? grant.accessToken).catch(() => undefined);
    throw error;
  }
}
