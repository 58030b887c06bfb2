import { RegctlError } from '../../core/errors.ts';
import type { Account, AccountStore } from '../../ports/account-store.ts';
import type { CredentialLocation, Credentials, CredentialStore } from '../../ports/credential-store.ts';
import type { OpenProvider, Provider, ProviderContext, ProviderRegistry } from '../../ports/dns-provider.ts';

/** What accounts may be where several people's lie on one machine. */
export interface AccountPolicy {
  /** Where secrets are kept; nowhere else may one be taken from. */
  readonly storage: CredentialLocation;
  /** Refuses what an account must not reach or read. @throws RegctlError `PERMISSION_MISSING` */
  check(
    provider: Provider,
    input: {
      readonly isNew: boolean;
      readonly endpoint?: string;
      readonly settings?: { readonly [name: string]: string };
      readonly credentials?: Credentials;
      readonly credentialCommand?: string;
      readonly storage?: CredentialLocation;
      readonly browser?: boolean;
    },
  ): Promise<void>;
}

export interface AccountDeps {
  readonly accounts: AccountStore;
  readonly registry: ProviderRegistry;
  /** The store that holds this account's secret. */
  readonly credentialsOf: (account: Account) => CredentialStore;
  /** What every provider is opened with, whatever the account. */
  readonly surroundings: Omit<ProviderContext, 'account' | 'endpoint' | 'settings' | 'zones' | 'credentials'>;
  /** None on a person's own machine: there the account may be anything. */
  readonly policy?: AccountPolicy;
}

/** Finds an account by name. @throws RegctlError `ACCOUNT_NOT_FOUND`, or `NO_ACCOUNT` where there are none at all */
export async function findAccount(deps: Pick<AccountDeps, 'accounts'>, name: string): Promise<Account> {
  const account = await deps.accounts.get(name);
  if (account !== undefined) return account;
  const names = (await deps.accounts.list()).map((known) => known.name);
  if (names.length === 0) throw noAccount();
  throw new RegctlError('ACCOUNT_NOT_FOUND', `account ${name} not found`, {
    reason: `there are: ${names.join(', ')}`,
    hint: 'regctl accounts list',
  });
}

export function noAccount(): RegctlError {
  return new RegctlError('NO_ACCOUNT', 'no provider account is configured', {
    reason: 'regctl does not know yet where your zones are',
    hint: 'connect one with `regctl accounts add PROVIDER --name NAME`, or start with `regctl init`',
  });
}

/** The address that an account's endpoint stands for: some have a word of their own, such as `sandbox`. */
export function endpointOf(
  { description }: Provider,
  account: Pick<Account, 'endpoint'>,
): string | undefined {
  const { endpoint } = account;
  return endpoint === null ? undefined : (description.namedEndpoints?.[endpoint] ?? endpoint);
}

/** Opens an account for use; the secret is read when the provider first asks for it. */
export async function openAccount(deps: AccountDeps, account: Account): Promise<OpenProvider> {
  const provider = await deps.registry.load(account.provider);
  const endpoint = endpointOf(provider, account);
  provider.checkSettings({ endpoint, settings: account.settings });
  return provider.open({
    ...deps.surroundings,
    account: account.name,
    endpoint,
    settings: account.settings,
    zones: account.zones,
    credentials: async () => {
      if (account.credentials === 'none') return {};
      const credentials = await deps.credentialsOf(account).get(account.name);
      if (credentials !== undefined) return credentials;
      throw new RegctlError(
        'CREDENTIAL_MISSING',
        `the secret of account ${account.name} is not in its ${account.credentials} store`,
        {
          reason: 'it was removed, or kept on another machine',
          hint: `regctl accounts update ${account.name} < credentials.json`,
        },
      );
    },
  });
}
