import { RegctlError } from '../../core/errors.ts';
import type { Certificate, IssuedCertificate } from '../../ports/certificate-store.ts';
import type { CertDeps } from './deps.ts';

/** Gives a certificate by name. @throws RegctlError `CERTIFICATE_NOT_FOUND` */
export async function requireCertificate(
  deps: Pick<CertDeps, 'certificates'>,
  name: string,
): Promise<Certificate> {
  const certificate = await deps.certificates.find(name);
  if (certificate === undefined) throw certificateNotFound(name);
  return certificate;
}

/** A certificate with its key, for whoever puts it to use. */
export interface CertificateFiles {
  readonly certificate: Certificate;
  readonly chainPem: string;
  /** Null where the key is elsewhere. */
  readonly keyPem: string | null;
}

/** Gives chain and key. @throws RegctlError `CERTIFICATE_NOT_FOUND`, also where none was issued yet */
export async function readCertificateFiles(deps: CertDeps, name: string): Promise<CertificateFiles> {
  const certificate = await requireCertificate(deps, name);
  const { issued } = certificate;
  if (issued === null)
    throw new RegctlError('CERTIFICATE_NOT_FOUND', `${name} was not issued yet`, {
      reason: certificate.failure?.message ?? 'the order is not done',
      hint: issueCall(certificate),
    });
  return { certificate, chainPem: issued.chainPem, keyPem: await readKey(deps, name, issued) };
}

/** What is typed to issue a certificate that is known. */
export function issueCall({ name, wish }: Certificate): string {
  const words = wish.identifiers.map(({ value }) => (value.startsWith('*') ? `'${value}'` : value));
  return `regctl certs issue ${words.join(' ')} --name ${name}`;
}

/** Gives the key of a certificate; null where it is elsewhere. @throws RegctlError `STORE_FAILED` where it is gone */
export async function readKey(
  deps: Pick<CertDeps, 'keys'>,
  name: string,
  { keyId }: IssuedCertificate,
): Promise<string | null> {
  if (keyId === null) return null;
  const keyPem = await deps.keys.get(keyId);
  if (keyPem !== undefined) return keyPem;
  throw new RegctlError('STORE_FAILED', `the key of ${name} is gone`, {
    reason: `there is no key ${keyId} any more`,
    hint: `issue it anew with \`regctl certs renew ${name} --force\``,
  });
}

/** What is thrown for a name that the store does not hold. */
export function certificateNotFound(name: string): RegctlError {
  return new RegctlError('CERTIFICATE_NOT_FOUND', `there is no certificate ${name}`, {
    reason: 'none of that name was issued from here',
    hint: 'list them with `regctl certs list`',
  });
}

/** Notes when it was changed. */
export function stamp(deps: Pick<CertDeps, 'clock'>, certificate: Certificate): Certificate {
  return { ...certificate, updatedAt: deps.clock.now().toISOString() };
}
