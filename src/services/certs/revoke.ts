import { RegctlError } from '../../core/errors.ts';
import { parsePem } from '../../core/pem.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import { requireAcmeAccount } from './accounts.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { lockCertificate } from './issue.ts';
import { abandonOrder } from './prepare-order.ts';
import { requireCertificate } from './stored.ts';

/** Reasons that CAs take from subscribers (RFC 5280 §5.3.1). */
export const REVOCATION_REASONS = {
  unspecified: 0,
  'key-compromise': 1,
  superseded: 4,
  'cessation-of-operation': 5,
} as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;

/**
 * Revokes a certificate by the account that it was issued to. It is renewed no more; its chain and key stay until it is deleted.
 *
 * @throws RegctlError `CERTIFICATE_NOT_FOUND`, `CA_REFUSED`
 */
export async function revokeCertificate(
  deps: CertDeps,
  name: string,
  reason: RevocationReason,
  call: CertCall = {},
): Promise<Certificate> {
  return lockCertificate(deps, name, call, async () => {
    const certificate = await requireCertificate(deps, name);
    const { issued } = certificate;
    const [leaf] = issued === null ? [] : parsePem(issued.chainPem);
    if (issued === null || leaf === undefined)
      throw new RegctlError('CERTIFICATE_NOT_FOUND', `${name} was never issued`, {
        reason: 'there is nothing to revoke',
        hint: `regctl certs get ${name}`,
      });
    const { authority, signer } = await requireAcmeAccount(deps, issued.directoryUrl);
    await authority.revoke(signer, leaf.der, REVOCATION_REASONS[reason], call.signal);
    const now = deps.clock.now().toISOString();
    const revoked: Certificate = {
      ...certificate,
      issued: { ...issued, revokedAt: issued.revokedAt ?? now },
      nextCheckAt: null,
      updatedAt: now,
    };
    await deps.certificates.save(revoked);
    return revoked;
  });
}

/** Forgets a certificate with its key and what is left of its orders. The CA is not told. */
export async function deleteCertificate(
  deps: CertDeps,
  name: string,
  call: CertCall = {},
): Promise<Certificate> {
  return lockCertificate(deps, name, call, async () => {
    const certificate = await requireCertificate(deps, name);
    for (const order of await deps.certificates.orders(certificate.id))
      await abandonOrder(deps, certificate, order, call);
    await deps.certificates.delete(certificate.id);
    const keyId = certificate.issued?.keyId ?? null;
    if (keyId !== null) await deps.keys.delete(keyId);
    return certificate;
  });
}
