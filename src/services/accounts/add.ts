import { RegctlError } from '../../core/errors.ts';
import type { Account } from '../../ports/account-store.ts';
import type { CredentialLocation, Credentials } from '../../ports/credential-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AccountCheck, Provider } from '../../ports/dns-provider.ts';
import type { Lock } from '../../ports/lock.ts';
import { endpointOf, openAccount, type AccountDeps } from './open.ts';

export interface NewAccount {
  readonly name: string;
  readonly provider: string;
  readonly endpoint?: string;
  readonly settings?: { readonly [name: string]: string };
  readonly zones?: readonly string[];
  readonly credentials?: Credentials;
  readonly credentialCommand?: string;
  readonly storage?: 'keychain' | 'encrypted-file' | 'environment';
  readonly verify?: boolean;
  readonly browser?: boolean;
}

export interface AddCall {
  readonly signal?: AbortSignal;
  readonly onOpen?: (url: string) => Promise<void>;
  /** Kept with the credentials, in one write: what renews them. The provider is not asked about it. */
  readonly renewal?: Credentials;
}

/** What an account is added with. */
export type AddDeps = AccountDeps & { readonly clock: Clock; readonly lock: Lock };

/** Milliseconds to wait for somebody else who adds or removes an account of that name: a few writes. */
const LOCK_TIMEOUT_MS = 20_000;

/** What an account may be called: safe in a shell, a file name and a URL. */
const ACCOUNT_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Adds an account: settings checked, proven at the provider, secret stored. Nothing is kept when any of these fails.
 *
 * @throws RegctlError `INVALID_INPUT`, `INVALID_CONFIG`, `ALREADY_EXISTS`, `CREDENTIAL_REJECTED`, `KEYCHAIN_UNAVAILABLE`, `LOCKED`
 */
export async function addAccount(deps: AddDeps, given: NewAccount, call: AddCall = {}): Promise<Account> {
  let input = given;
  if (!ACCOUNT_NAME.test(input.name)) {
    throw new RegctlError('INVALID_INPUT', `${JSON.stringify(input.name)} cannot be an account's name`, {
      reason:
        'a name has letters, digits, `.`, `_` and `-`, begins with a letter or digit and is at most 64 long',
      hint: 'choose a name such as prod-dns',
    });
  }
  const provider = await deps.registry.load(input.provider);
  await deps.policy?.check(provider, { ...input, isNew: true });
  if (input.browser === true)
    input = { ...input, credentials: await askInBrowser(deps, provider, input, call) };
  const account = describeAccount(deps, provider, input);
  checkAccount(provider, account, input);
  await refuseTaken(deps, account.name);
  if (input.verify !== false) await proveAccount(withSecret(deps, account, input.credentials), account);
  await withAccountName(deps, account.name, () =>
    keepAccount(deps, account, input.credentials, call.renewal),
  );
  return account;
}

/** Runs what makes or removes the account of a name while nobody else does. @throws RegctlError `LOCKED` */
export function withAccountName<T>(
  { lock }: Pick<AddDeps, 'lock'>,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return lock.withLock(`account/${name}`, { timeoutMs: LOCK_TIMEOUT_MS }, work);
}

/** The secret is there before its account: who dies in between leaves a secret that the next account of that name replaces, and no account that lacks its own. */
async function keepAccount(
  deps: AddDeps,
  account: Account,
  credentials: Credentials | undefined,
  renewal: Credentials = {},
): Promise<void> {
  // Somebody else may have had the name while the provider was asked; their secret lies where this one would.
  await refuseTaken(deps, account.name);
  await storeSecret(deps, account, credentials === undefined ? undefined : { ...credentials, ...renewal });
  try {
    await deps.accounts.create(account);
  } catch (error) {
    if (keepsSecret(account.credentials)) await deps.credentialsOf(account).delete(account.name);
    throw error;
  }
}

/** Lets an account be opened by a secret that is stored nowhere yet. */
function withSecret(deps: AddDeps, account: Account, credentials: Credentials | undefined): AccountDeps {
  if (credentials === undefined || !keepsSecret(account.credentials)) return deps;
  return {
    ...deps,
    credentialsOf: (other) => ({ ...deps.credentialsOf(other), get: () => Promise.resolve(credentials) }),
  };
}

/** @throws RegctlError `ALREADY_EXISTS` */
async function refuseTaken({ accounts }: Pick<AccountDeps, 'accounts'>, name: string): Promise<void> {
  if ((await accounts.get(name)) === undefined) return;
  throw new RegctlError('ALREADY_EXISTS', `account ${name} exists already`, {
    reason: 'two accounts cannot share a name',
    hint: `choose another name, or change it with \`regctl accounts update ${name}\``,
  });
}

/** Asks the owner of the account for a credential in the browser. @throws RegctlError `CAPABILITY_MISSING` */
async function askInBrowser(
  deps: AccountDeps & { readonly clock: Clock },
  provider: Provider,
  input: NewAccount,
  call: AddCall,
): Promise<Credentials> {
  if (provider.browserLogin === undefined || call.onOpen === undefined) {
    throw new RegctlError('CAPABILITY_MISSING', `${input.provider} gives out no credential in the browser`, {
      reason: 'the provider offers no such way',
      hint: `make one as \`regctl help ${input.provider}\` says, and give it on stdin`,
    });
  }
  const endpoint = endpointOf(provider, { endpoint: input.endpoint ?? null });
  return provider.browserLogin({
    endpoint: endpoint ?? provider.description.endpoint.default ?? '',
    name: input.name,
    open: call.onOpen,
    http: deps.surroundings.http,
    clock: deps.clock,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  });
}

/** Tells whether regctl itself keeps the secret there and must remove it with the account. */
export function keepsSecret(location: CredentialLocation): boolean {
  return location === 'keychain' || location === 'encrypted-file' || location === 'vault';
}

/** Writes the secret where the account says it lies; nothing to do for accounts without one of ours. */
export async function storeSecret(
  deps: AccountDeps,
  account: Account,
  credentials: Credentials | undefined,
): Promise<void> {
  if (credentials !== undefined && keepsSecret(account.credentials)) {
    await deps.credentialsOf(account).set(account.name, credentials);
  }
}

/** Checks settings, endpoint, zones and the presence of every secret that the provider needs. @throws RegctlError `INVALID_CONFIG` */
export function checkAccount(
  provider: Provider,
  account: Account,
  input: Pick<NewAccount, 'credentials'>,
): void {
  const { description } = provider;
  provider.checkSettings({ endpoint: endpointOf(provider, account), settings: account.settings });
  const where = `account ${account.name} (${description.name})`;
  if (description.endpoint.required && account.endpoint === null) {
    throw invalid(
      `${where} needs an endpoint`,
      `${description.endpoint.label}, such as ${description.endpoint.example}`,
      '--endpoint',
    );
  }
  if (description.needsZones && account.zones.length === 0) {
    throw invalid(
      `${where} needs its zones named`,
      'the protocol has no way to list them',
      '--zone NAME, as often as needed',
    );
  }
  const names = new Set(description.credentials.map((field) => field.name));
  const given = input.credentials ?? {};
  const unknown = Object.keys(given).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw invalid(
      `${where} has no credential ${unknown}`,
      `it takes ${[...names].join(', ') || 'none'}`,
      'name the fields so in the JSON on stdin',
    );
  }
  if (input.credentials === undefined && account.credentials !== 'none') return;
  const missing = description.credentials.filter(
    (field) => field.required && (given[field.name] ?? '') === '',
  );
  if (missing.length > 0) {
    const list = missing.map((field) => field.name).join(', ');
    throw invalid(
      `${where} needs ${list}`,
      'the provider cannot be reached without',
      'give them as JSON on stdin, or by `--credential-command`',
    );
  }
}

/** Asks the provider whether the account works. @throws RegctlError of the first check that failed */
export async function proveAccount(
  deps: AccountDeps,
  account: Account,
  signal?: AbortSignal,
): Promise<readonly AccountCheck[]> {
  const open = await openAccount(deps, account);
  try {
    const checks = await open.test(signal);
    const failed = checks.find((check) => !check.ok);
    if (failed === undefined) return checks;
    throw new RegctlError(
      failed.code ?? 'PROVIDER_UNAVAILABLE',
      `account ${account.name}: ${failed.name} failed`,
      {
        reason: failed.detail,
        hint: failed.hint ?? 'correct it, or keep the account untested with `--no-test`',
        provider: account.provider,
      },
    );
  } finally {
    await open.close();
  }
}

function describeAccount(
  deps: AccountDeps & { readonly clock: Clock },
  provider: Provider,
  input: NewAccount,
): Account {
  return {
    name: input.name,
    provider: provider.description.name,
    endpoint: input.endpoint ?? provider.description.endpoint.default ?? null,
    settings: input.settings ?? {},
    zones: input.zones ?? [],
    credentials: credentialLocation(input, deps.policy?.storage ?? 'keychain'),
    credentialCommand: input.credentialCommand ?? null,
    createdAt: deps.clock.now().toISOString(),
  };
}

function credentialLocation(input: NewAccount, usual: CredentialLocation): CredentialLocation {
  if (input.credentialCommand !== undefined) return 'command';
  if (input.credentials !== undefined && Object.keys(input.credentials).length > 0)
    return input.storage ?? usual;
  return input.storage === 'environment' ? 'environment' : 'none';
}

function invalid(message: string, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', message, { reason, hint });
}
