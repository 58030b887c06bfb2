import { createPublicKey, X509Certificate } from 'node:crypto';
import { RegctlError } from '../../core/errors.ts';

/** A Secret's content by key, and where it is for. */
export interface SealInput {
  readonly secret: string;
  readonly namespace: string;
  readonly certificate: string;
  readonly values: { readonly [key: string]: string };
}

/**
 * Seals a TLS Secret for the controller of Sealed Secrets, strictly: it opens under this name in this namespace and nowhere else.
 *
 * @param controllerPem - the certificate that `kubeseal --fetch-cert` prints
 * @see https://github.com/bitnami-labs/sealed-secrets/blob/main/docs/developer/crypto.md - read 2026-11-21
 */
export async function sealSecret(controllerPem: string, input: SealInput): Promise<object> {
  const key = await publicKeyOf(controllerPem);
  const label = new TextEncoder().encode(`${input.namespace}/${input.secret}`);
  const sealed = await Promise.all(
    Object.entries(input.values).map(
      async ([name, value]) => [name, await seal(key, label, new TextEncoder().encode(value))] as const,
    ),
  );
  const metadata = { name: input.secret, namespace: input.namespace };
  return {
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { ...metadata, annotations: { 'regctl/certificate': input.certificate } },
    spec: {
      encryptedData: Object.fromEntries(sealed),
      template: {
        metadata: { ...metadata, labels: { 'app.kubernetes.io/managed-by': 'regctl' } },
        type: 'kubernetes.io/tls',
      },
    },
  };
}

/** A session key by RSA-OAEP with its length before it, then the value by AES-256-GCM. The nonce is zero, as each session key is used once. */
async function seal(
  key: CryptoKey,
  label: Uint8Array<ArrayBuffer>,
  value: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const session = crypto.getRandomValues(new Uint8Array(32));
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: 'RSA-OAEP', label }, key, session));
  const aes = await crypto.subtle.importKey('raw', session, 'AES-GCM', false, ['encrypt']);
  const content = new Uint8Array(
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, aes, value),
  );
  const length = [wrapped.length >> 8, wrapped.length & 0xff];
  return Buffer.from([...length, ...wrapped, ...content]).toString('base64');
}

async function publicKeyOf(controllerPem: string): Promise<CryptoKey> {
  try {
    const { publicKey, validTo } = new X509Certificate(controllerPem);
    if (Date.parse(validTo) < Date.now()) throw new Error(`it ended at ${validTo}`);
    const spki = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'der',
    });
    return await crypto.subtle.importKey(
      'spki',
      new Uint8Array(spki),
      { name: 'RSA-OAEP', hash: 'SHA-256' },
      false,
      ['encrypt'],
    );
  } catch (error) {
    throw new RegctlError('INVALID_INPUT', "the controller's certificate cannot be used", {
      reason: error instanceof Error ? error.message : 'it is no X.509 certificate of an RSA key in PEM',
      hint: 'fetch it with `kubeseal --fetch-cert`',
      cause: error,
    });
  }
}
