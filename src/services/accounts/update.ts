import { RegctlError } from '../../core/errors.ts';
import type { Account } from '../../ports/account-store.ts';
import type { CredentialLocation, Credentials } from '../../ports/credential-store.ts';
import {
  checkAccount,
  keepsSecret,
  proveAccount,
  storeSecret,
  withAccountName,
  type AddDeps,
  type NewAccount,
} from './add.ts';
import { findAccount, type AccountDeps } from './open.ts';

/** What changes about an account; what is not given stays. Settings are merged, an empty value removes one. */
export type AccountChange = Omit<NewAccount, 'name' | 'provider'>;

/**
 * Changes an account; the old state stays when the new one is refused.
 *
 * @throws RegctlError `ACCOUNT_NOT_FOUND`, `INVALID_CONFIG`, `CREDENTIAL_REJECTED`, `KEYCHAIN_UNAVAILABLE`
 */
export async function updateAccount(deps: AccountDeps, name: string, input: AccountChange): Promise<Account> {
  const present = await findAccount(deps, name);
  const provider = await deps.registry.load(present.provider);
  await deps.policy?.check(provider, { ...input, isNew: false });
  const account = changed(present, input, deps.policy?.storage ?? 'keychain');
  const previous = keepsSecret(present.credentials) ? await deps.credentialsOf(present).get(name) : undefined;
  const credentials =
    input.credentials ?? (account.credentials === present.credentials ? undefined : previous);
  checkAccount(
    provider,
    { ...account, credentials: credentials === undefined ? account.credentials : 'none' },
    credentials === undefined ? {} : { credentials },
  );
  await storeSecret(deps, account, credentials);
  try {
    if (input.verify !== false) await proveAccount(deps, account);
    await deps.accounts.update(account);
  } catch (error) {
    await putBack(deps, present, account, previous);
    throw error;
  }
  if (keepsSecret(present.credentials) && present.credentials !== account.credentials) {
    await deps.credentialsOf(present).delete(name);
  }
  return account;
}

/** Forgets an account and its secret; touches nothing at the provider. @throws RegctlError `ACCOUNT_NOT_FOUND`, `LOCKED` */
export async function removeAccount(deps: AddDeps, name: string): Promise<void> {
  await withAccountName(deps, name, async () => {
    const account = await findAccount(deps, name);
    // The secret goes first: an account without its secret says so, a secret without its account would lie there unseen.
    if (keepsSecret(account.credentials)) await deps.credentialsOf(account).delete(name);
    await deps.accounts.remove(name);
  });
}

function changed(present: Account, input: AccountChange, usual: CredentialLocation): Account {
  const settings = Object.fromEntries(
    Object.entries({ ...present.settings, ...input.settings }).filter(([, value]) => value !== ''),
  );
  return {
    ...present,
    endpoint: input.endpoint ?? present.endpoint,
    settings,
    zones: input.zones ?? present.zones,
    ...changedCredentials(present, input, usual),
  };
}

function changedCredentials(
  present: Account,
  input: AccountChange,
  usual: CredentialLocation,
): Pick<Account, 'credentials' | 'credentialCommand'> {
  if (input.credentialCommand !== undefined) {
    if (input.credentials !== undefined) {
      throw new RegctlError(
        'INVALID_INPUT',
        `account ${present.name}: secrets and a credential command were both given`,
        {
          reason: 'the secret can come from one place only',
          hint: 'give one of them',
        },
      );
    }
    return { credentials: 'command', credentialCommand: input.credentialCommand };
  }
  if (input.storage !== undefined) return { credentials: input.storage, credentialCommand: null };
  if (input.credentials === undefined || keepsSecret(present.credentials)) {
    return { credentials: present.credentials, credentialCommand: present.credentialCommand };
  }
  return { credentials: usual, credentialCommand: null };
}

async function putBack(
  deps: AccountDeps,
  present: Account,
  account: Account,
  previous: Credentials | undefined,
): Promise<void> {
  if (account.credentials !== present.credentials && keepsSecret(account.credentials)) {
    await deps.credentialsOf(account).delete(account.name);
  }
  await storeSecret(deps, present, previous);
}
