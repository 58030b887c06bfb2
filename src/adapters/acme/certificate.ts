import { toBase64url } from '../../core/base64url.ts';
import { parsePem } from '../../core/pem.ts';
import type { AcmeSigner } from '../../ports/certificate-authority.ts';
import { problemType } from './account.ts';
import { notUnderstood, type AcmeTransport } from './transport.ts';

/** Alternate chains that are looked at; CAs offer one or two. */
const MAX_ALTERNATES = 10;

/** Fetches a chain and the addresses of those that end elsewhere (RFC 8555 §7.4.2). */
export async function getCertificate(
  transport: AcmeTransport,
  signer: AcmeSigner,
  url: string,
  signal?: AbortSignal,
): Promise<{ readonly chainPem: string; readonly alternates: readonly string[] }> {
  const what = `certificate ${url}`;
  const accept = 'application/pem-certificate-chain';
  const response = await transport.post(signer, { what, url, payload: '', accept, signal });
  if (!parsePem(response.text).some((block) => block.label === 'CERTIFICATE'))
    throw notUnderstood(what, url, 'it holds no certificate');
  return { chainPem: response.text, alternates: alternatesOf(response.headers['link'] ?? '', url) };
}

/** Revokes by the account that has the names, or by the certificate's own key (RFC 8555 §7.6). */
export async function revokeCertificate(
  transport: AcmeTransport,
  signer: AcmeSigner | { readonly certificateKeyPem: string },
  certificate: Uint8Array,
  reason: number | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const { revokeCert: url } = await transport.directory(signal);
  const who = 'certificateKeyPem' in signer ? { keyPem: signer.certificateKeyPem } : signer;
  const payload = { certificate: toBase64url(certificate), ...(reason === undefined ? {} : { reason }) };
  try {
    await transport.post(who, { what: 'revocation', url, payload, signal });
  } catch (error) {
    if (problemType(error) !== 'alreadyRevoked') throw error;
  }
}

/** Reads the targets of `Link: <…>;rel="alternate"`, of which answers may have several. */
function alternatesOf(header: string, base: string): readonly string[] {
  const links = [...header.matchAll(/<([^>]*)>([^<]*)/g)];
  return links
    .filter(([, , parameters = '']) => /;\s*rel="?[^"]*\balternate\b/i.test(parameters))
    .slice(0, MAX_ALTERNATES)
    .map(([, target = '']) => new URL(target, base).href);
}
