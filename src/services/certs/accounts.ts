import { RegctlError } from '../../core/errors.ts';
import { findAcmeCa, type NamedCa } from '../../core/certificate-authorities.ts';
import { makeId } from '../../core/ids.ts';
import type {
  AcmeSigner,
  CertificateAuthority,
  ExternalAccountBinding,
} from '../../ports/certificate-authority.ts';
import type { AcmeAccount } from '../../ports/certificate-store.ts';
import { reserveAccount } from './budget.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { refuseLimited, rememberRefusal } from './refusals.ts';

/** What is needed to open an account at a CA. */
export interface AcmeAccountInput {
  /** Name or directory URL. */
  readonly ca: string;
  /** E-mail addresses. */
  readonly contact?: readonly string[];
  readonly binding?: ExternalAccountBinding;
  /** Whether the user agrees to the CA's terms. */
  readonly agreesToTerms?: boolean;
}

/** An account, ready to sign. */
export interface OpenAcmeAccount {
  readonly ca: NamedCa;
  readonly authority: CertificateAuthority;
  readonly account: AcmeAccount;
  readonly signer: AcmeSigner;
}

/** Milliseconds to wait for another run that opens the same account. */
const LOCK_TIMEOUT_MS = 60_000;

/**
 * Gives the account at a CA, and opens one where there is none: there is one for each CA, whoever asks.
 *
 * @throws RegctlError `CONFIRMATION_REQUIRED` where terms are not agreed to, `ACME_ACCOUNT_UNUSABLE` where the CA wants credentials of its own
 */
export async function ensureAcmeAccount(
  deps: CertDeps,
  input: AcmeAccountInput,
  call: CertCall = {},
): Promise<OpenAcmeAccount> {
  const ca = findAcmeCa(input.ca);
  const known = await deps.certificates.account(ca.directoryUrl);
  if (known !== undefined) return openAccount(deps, ca, known);
  return deps.lock.withLock(accountLock(ca), { timeoutMs: LOCK_TIMEOUT_MS, ...signalOf(call) }, async () => {
    const meanwhile = await deps.certificates.account(ca.directoryUrl);
    return openAccount(deps, ca, meanwhile ?? (await createAccount(deps, ca, input, call)));
  });
}

/** Gives the account at a CA. @throws RegctlError `NOT_FOUND` */
export async function requireAcmeAccount(deps: CertDeps, text: string): Promise<OpenAcmeAccount> {
  const ca = findAcmeCa(text);
  return openAccount(deps, ca, await storedAccount(deps, ca));
}

async function storedAccount(deps: CertDeps, ca: NamedCa): Promise<AcmeAccount> {
  const account = await deps.certificates.account(ca.directoryUrl);
  if (account !== undefined) return account;
  throw new RegctlError('NOT_FOUND', `there is no ACME account at ${ca.name}`, {
    reason: 'none was opened from here',
    hint: `regctl certs account create ${ca.name}`,
  });
}

/** Says what the CA has of an account besides what the store has. */
export async function showAcmeAccount(
  deps: CertDeps,
  text: string,
  call: CertCall = {},
): Promise<AcmeAccount & { readonly status: string }> {
  const { account, authority, signer } = await requireAcmeAccount(deps, text);
  const there = await authority.findAccount(signer.keyPem, call.signal);
  return {
    ...account,
    status: there?.status ?? 'unknown to the CA',
    contact: there?.contact ?? account.contact,
  };
}

/** Sets the addresses that the CA writes to. */
export async function setAcmeContact(
  deps: CertDeps,
  text: string,
  contact: readonly string[],
  call: CertCall = {},
): Promise<AcmeAccount> {
  const { account, authority, signer } = await requireAcmeAccount(deps, text);
  const after = await authority.setContact(signer, contact.map(mailto), call.signal);
  const saved = { ...account, contact: after.contact };
  await deps.certificates.saveAccount(saved);
  return saved;
}

/** Puts a new key in the place of the account's. The new key is kept before the CA hears of it, the old one until after. */
export async function rollAcmeKey(deps: CertDeps, text: string, call: CertCall = {}): Promise<AcmeAccount> {
  const ca = findAcmeCa(text);
  return deps.lock.withLock(accountLock(ca), { timeoutMs: LOCK_TIMEOUT_MS, ...signalOf(call) }, async () => {
    const { account, authority, signer } = await requireAcmeAccount(deps, text);
    const { keyId, keyPem } = await newKey(deps);
    await authority.changeKey(signer, keyPem, call.signal);
    const saved = { ...account, keyId };
    await deps.certificates.saveAccount(saved);
    await deps.keys.delete(account.keyId);
    return saved;
  });
}

/** Ends an account at its CA, and forgets it; with `forget`, the CA is not asked: it may have no key any more. */
export async function deactivateAcmeAccount(
  deps: CertDeps,
  text: string,
  forget: boolean,
  call: CertCall = {},
): Promise<AcmeAccount> {
  const account = await storedAccount(deps, findAcmeCa(text));
  if (!forget) {
    const { authority, signer } = await requireAcmeAccount(deps, text);
    await authority.deactivateAccount(signer, call.signal);
  }
  await deps.certificates.deleteAccount(account.id);
  await deps.keys.delete(account.keyId);
  return account;
}

async function createAccount(
  deps: CertDeps,
  ca: NamedCa,
  input: AcmeAccountInput,
  call: CertCall,
): Promise<AcmeAccount> {
  const request = { what: 'account', ca: ca.directoryUrl } as const;
  await refuseLimited(deps, request);
  const authority = await deps.authorityOf(ca.directoryUrl);
  const directory = await authority.directory(call.signal);
  if (directory.termsOfService !== null && input.agreesToTerms !== true)
    throw new RegctlError('CONFIRMATION_REQUIRED', `${ca.title} wants its terms agreed to`, {
      reason: `they are at ${directory.termsOfService}`,
      hint: 'read them, and add `--agree-terms`',
      details: { termsOfService: directory.termsOfService },
    });
  const binding =
    input.binding ??
    (directory.externalAccountRequired ? await findBinding(deps, ca, input, call) : undefined);
  await reserveAccount(deps, ca.name);
  // The key is kept before the CA knows it: an account whose key is lost can never be used again.
  const { keyId, keyPem } = await newKey(deps);
  const contact = (input.contact ?? []).map(mailto);
  try {
    const made = await authority.register(
      { keyPem, contact, ...(binding === undefined ? {} : { binding }) },
      call.signal,
    );
    const now = deps.clock.now();
    const account: AcmeAccount = {
      id: makeId('acct', now, deps.random.bytes(7)),
      ca: ca.name,
      directoryUrl: ca.directoryUrl,
      url: made.url,
      contact,
      keyId,
      bindingKeyId: binding?.keyId ?? null,
      createdAt: now.toISOString(),
    };
    await deps.certificates.saveAccount(account);
    return account;
  } catch (error) {
    await deps.keys.delete(keyId);
    await rememberRefusal(deps, request, error);
    throw error;
  }
}

async function openAccount(deps: CertDeps, ca: NamedCa, account: AcmeAccount): Promise<OpenAcmeAccount> {
  const keyPem = await deps.keys.get(account.keyId);
  if (keyPem === undefined)
    throw new RegctlError('ACME_ACCOUNT_UNUSABLE', `the key of the ACME account at ${ca.name} is gone`, {
      reason: `there is no key ${account.keyId} any more, and the CA takes no other`,
      hint: `put the file back, or forget the account: \`regctl certs account delete ${ca.name} --forget\``,
    });
  const authority = await deps.authorityOf(ca.directoryUrl);
  return { ca, authority, account, signer: { accountUrl: account.url, keyPem } };
}

async function newKey(deps: CertDeps): Promise<{ readonly keyId: string; readonly keyPem: string }> {
  const keyPem = await deps.x509.createKey('ec256');
  const keyId = makeId('key', deps.clock.now(), deps.random.bytes(7));
  await deps.keys.put(keyId, keyPem);
  return { keyId, keyPem };
}

function mailto(address: string): string {
  return address.includes(':') ? address : `mailto:${address}`;
}

function accountLock(ca: NamedCa): string {
  return `acme-account/${ca.directoryUrl}`;
}

function signalOf({ signal }: CertCall): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** Credentials that the CA gives out for an e-mail address. @throws RegctlError `ACME_ACCOUNT_UNUSABLE` where it gives none, or there is no address */
async function findBinding(
  deps: CertDeps,
  ca: NamedCa,
  input: AcmeAccountInput,
  call: CertCall,
): Promise<ExternalAccountBinding> {
  const [email] = input.contact ?? [];
  if (ca.bindingUrl === undefined || email === undefined) throw bindingMissing(ca);
  return deps.requestBinding(ca.bindingUrl, email.replace(/^mailto:/, ''), call.signal);
}

function bindingMissing(ca: NamedCa): RegctlError {
  return new RegctlError('ACME_ACCOUNT_UNUSABLE', `${ca.title} opens accounts only for accounts of its own`, {
    reason: ca.note === '' ? 'it wants a key id and an HMAC key, which it gives out on its site' : ca.note,
    hint:
      ca.bindingUrl === undefined
        ? `regctl certs account create ${ca.name} --eab-key-id ID --eab-hmac-key-file FILE`
        : `regctl certs account create ${ca.name} --email ADDRESS`,
    details: { class: 'operator' },
  });
}
