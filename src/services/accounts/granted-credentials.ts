import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { GRANTING_PROVIDERS, type GrantClient, type ProviderGrant } from '../../core/provider-grant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Credentials, CredentialStore } from '../../ports/credential-store.ts';
import type { Lock } from '../../ports/lock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ProviderGrants } from '../../ports/provider-grants.ts';

/** Milliseconds before its end that an access token is renewed: longer than a request takes, and the clocks of two machines differ. */
const EARLY_MS = 60_000;
/** Milliseconds to wait for somebody else who renews it. */
const LOCK_TIMEOUT_MS = 20_000;

const PROVIDER = 'grant-provider';
const REFRESH_TOKEN = 'grant-refresh-token';
const EXPIRES_AT = 'grant-expires-at';

export interface GrantedDeps {
  readonly grants: ProviderGrants;
  readonly clients: readonly GrantClient[];
  readonly lock: Lock;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Gives what is kept of a grant: the access token as a credential like any other, and what renews it. */
export function credentialsOfGrant(
  { provider }: GrantClient,
  grant: ProviderGrant,
): { readonly token: Credentials; readonly renewal: Credentials } {
  return {
    token: { [GRANTING_PROVIDERS[provider].field]: grant.accessToken },
    renewal: {
      [PROVIDER]: provider,
      ...(grant.refreshToken === null ? {} : { [REFRESH_TOKEN]: grant.refreshToken }),
      ...(grant.expiresAt === null ? {} : { [EXPIRES_AT]: grant.expiresAt }),
    },
  };
}

/**
 * Makes a store whose grants are renewed before they end, by one at a time, and revoked with their account. To renew one takes as long as the provider takes.
 *
 * @param scope - tells the accounts of one organization from those of another
 */
export function withGrants(store: CredentialStore, deps: GrantedDeps, scope: string): CredentialStore {
  const isDue = (credentials: Credentials): boolean => {
    const end = credentials[EXPIRES_AT];
    if (credentials[REFRESH_TOKEN] === undefined || end === undefined) return false;
    return Date.parse(end) - EARLY_MS <= deps.clock.now().getTime();
  };
  const alone = <T>(account: string, work: () => Promise<T>): Promise<T> =>
    deps.lock.withLock(`grant/${scope}/${account}`, { timeoutMs: LOCK_TIMEOUT_MS }, work);
  /** Who renews a grant would write it over what came in its place, or was taken away, meanwhile. */
  const change = async (
    account: string,
    work: (kept: Credentials | undefined) => Promise<void>,
  ): Promise<void> => {
    const kept = await store.get(account);
    if (kept?.[PROVIDER] === undefined) return work(kept);
    return alone(account, async () => work(await store.get(account)));
  };
  return {
    ...store,
    get: async (account) => {
      const kept = await store.get(account);
      if (kept === undefined || !isDue(kept)) return kept;
      return alone(account, async () => {
        // Whoever had the lock before may have renewed it.
        const again = await store.get(account);
        if (again === undefined || !isDue(again)) return again;
        const client = clientOf(deps, again, account);
        const fresh = await deps.grants.refresh(client, again[REFRESH_TOKEN] ?? '');
        const { token, renewal } = credentialsOfGrant(client, fresh);
        const renewed = { ...token, ...renewal };
        await store.set(account, renewed);
        return renewed;
      });
    },
    set: (account, credentials) => change(account, () => store.set(account, credentials)),
    delete: (account) =>
      change(account, async (kept) => {
        await revoke(deps, kept, account);
        await store.delete(account);
      }),
  };
}

/** Ends a grant at its provider; where that fails the owner can still end it there. */
async function revoke(deps: GrantedDeps, kept: Credentials | undefined, account: string): Promise<void> {
  if (kept?.[PROVIDER] === undefined) return;
  try {
    const client = clientOf(deps, kept, account);
    const token = kept[REFRESH_TOKEN] ?? kept[GRANTING_PROVIDERS[client.provider].field];
    if (token !== undefined) await deps.grants.revoke(client, token);
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    deps.logger.warn('a grant was not revoked', { account, message: error.message });
  }
}

function clientOf({ clients }: GrantedDeps, kept: Credentials, account: string): GrantClient {
  const found = clients.find(({ provider }) => provider === kept[PROVIDER]);
  if (found !== undefined) return found;
  throw new RegctlError('CREDENTIAL_MISSING', `the access of account ${account} cannot be renewed`, {
    reason: `the server has no client at ${kept[PROVIDER] ?? 'its provider'} any more`,
    hint: 'the operator puts it back into providerClients, or give the account a token of its own',
  });
}
