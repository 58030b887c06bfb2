import { z } from 'zod';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { AcmeSigner, CaAccount, ExternalAccountBinding } from '../../ports/certificate-authority.ts';
import type { HttpResponse } from '../../ports/http-client.ts';
import { signBinding, signJws } from './jws.ts';
import { notUnderstood, type AcmeTransport } from './transport.ts';

interface WireAccount {
  readonly status: string;
  readonly contact?: readonly string[] | undefined;
}

/** RFC 8555 §7.1.2. */
const accountSchema: z.ZodType<WireAccount> = z.object({
  status: z.string().default('valid'),
  contact: z.array(z.string()).optional(),
}) as z.ZodType<WireAccount>;

/** Makes an account of a key, or gives the one that the key has (RFC 8555 §7.3). */
export async function registerAccount(
  transport: AcmeTransport,
  input: {
    readonly keyPem: string;
    readonly contact: readonly string[];
    readonly binding?: ExternalAccountBinding;
  },
  signal?: AbortSignal,
): Promise<CaAccount> {
  const { newAccount } = await transport.directory(signal);
  const { jwk } = await transport.key(input.keyPem);
  const payload = {
    termsOfServiceAgreed: true,
    ...(input.contact.length === 0 ? {} : { contact: input.contact }),
    ...(input.binding === undefined
      ? {}
      : { externalAccountBinding: await signBinding(input.binding, newAccount, jwk) }),
  };
  const what = 'ACME account';
  const response = await transport
    .post({ keyPem: input.keyPem }, { what, url: newAccount, payload, signal })
    .catch((error: unknown) => {
      throw input.binding === undefined ? error : bindingRefused(error);
    });
  return accountOf(transport, newAccount, response);
}

/** There is no account to look at yet where the CA does not take the credentials. */
function bindingRefused(error: unknown): unknown {
  if (!isRegctlError(error, 'ACME_ACCOUNT_UNUSABLE')) return error;
  return new RegctlError(error.code, 'the CA does not take the key id or the HMAC key', {
    ...(error.reason === undefined ? {} : { reason: error.reason }),
    ...(error.details === undefined ? {} : { details: error.details }),
    hint: 'copy both once more from the CA, or have new ones made: some are good for one account, and for some days',
    cause: error,
  });
}

/** Asks which account a key has (RFC 8555 §7.3.1). */
export async function findAccount(
  transport: AcmeTransport,
  keyPem: string,
  signal?: AbortSignal,
): Promise<CaAccount | undefined> {
  const { newAccount } = await transport.directory(signal);
  try {
    const payload = { onlyReturnExisting: true };
    const response = await transport.post(
      { keyPem },
      { what: 'ACME account', url: newAccount, payload, signal },
    );
    return accountOf(transport, newAccount, response);
  } catch (error) {
    if (problemType(error) === 'accountDoesNotExist') return undefined;
    throw error;
  }
}

/** Changes an account: its contact, or its end (RFC 8555 §7.3.2, §7.3.6). */
export async function updateAccount(
  transport: AcmeTransport,
  signer: AcmeSigner,
  payload: { readonly contact: readonly string[] } | { readonly status: 'deactivated' },
  signal?: AbortSignal,
): Promise<CaAccount> {
  const what = `ACME account ${signer.accountUrl}`;
  const response = await transport.post(signer, { what, url: signer.accountUrl, payload, signal });
  return accountOf(transport, signer.accountUrl, response, signer.accountUrl);
}

/** Puts a new key in the place of the account's: a request of the old key around one of the new (RFC 8555 §7.3.5). */
export async function changeKey(
  transport: AcmeTransport,
  signer: AcmeSigner,
  newKeyPem: string,
  signal?: AbortSignal,
): Promise<void> {
  const { keyChange } = await transport.directory(signal);
  if (keyChange === undefined)
    throw new RegctlError('CAPABILITY_MISSING', `${transport.directoryUrl} cannot change account keys`, {
      reason: 'its directory has no keyChange',
      hint: 'deactivate the account and make another',
    });
  const [oldKey, newKey] = await Promise.all([transport.key(signer.keyPem), transport.key(newKeyPem)]);
  const inner = { account: signer.accountUrl, oldKey: oldKey.jwk };
  const payload = await signJws(newKey, { jwk: newKey.jwk, url: keyChange }, inner);
  await transport.post(signer, {
    what: `key of ACME account ${signer.accountUrl}`,
    url: keyChange,
    payload,
    signal,
  });
}

/** The type of the problem that an error tells of. */
export function problemType(error: unknown): string | undefined {
  const acme = isRegctlError(error) ? error.details?.['acme'] : undefined;
  if (typeof acme !== 'object' || acme === null || Array.isArray(acme)) return undefined;
  const type = (acme as { readonly [key: string]: unknown })['type'];
  return typeof type === 'string' ? type : undefined;
}

function accountOf(transport: AcmeTransport, url: string, response: HttpResponse, known?: string): CaAccount {
  const account = transport.read('ACME account', url, response, accountSchema);
  const location = response.headers['location'] ?? known;
  if (location === undefined) throw notUnderstood('ACME account', url, 'the answer has no Location');
  return { url: location, status: account.status, contact: account.contact ?? [] };
}
