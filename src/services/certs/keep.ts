import { canonicalJson } from '../../core/canonical-json.ts';
import { findCa, isInternalCa } from '../../core/certificate-authorities.ts';
import { renewalDue, sameIdentifiers } from '../../core/certificate.ts';
import type { Certificate, CertificateWish } from '../../ports/certificate-store.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { nextCheck } from './next-check.ts';
import { stamp } from './stored.ts';

/** Whether a certificate is what is wished, and not due. */
export function isGood(deps: CertDeps, certificate: Certificate, wish: CertificateWish): boolean {
  const { issued, window, wish: before } = certificate;
  if (issued === null || issued.revokedAt !== null) return false;
  return (
    sameIdentifiers(before.identifiers, wish.identifiers) &&
    renewalDue(issued, window, deps.clock.now(), { wakeMs: 0 }) === undefined &&
    before.keyType === wish.keyType &&
    before.profile === wish.profile &&
    (!wish.profileRequired || wish.profile === null || issued.profile === wish.profile) &&
    before.csr === wish.csr &&
    isNamed(certificate, wish)
  );
}

/** Whether what another run issued meanwhile is what was asked for: by one of the CAs that were named, with that chain. */
export function isByWishedCa(certificate: Certificate, wish: CertificateWish): boolean {
  return isNamed(certificate, wish) && certificate.wish.preferredChain === wish.preferredChain;
}

function isNamed({ issued }: Certificate, { cas }: CertificateWish): boolean {
  return cas.some((ca) => findCa(ca).directoryUrl === issued?.directoryUrl);
}

/**
 * Leaves a certificate as it is. Of another wish, it takes what no renewal can fail by; what only an issue would prove, a CA that was never spoken with among
 * it, is told and not taken: a mistype must not show when the certificate ends.
 */
export async function keepCertificate(
  deps: CertDeps,
  present: Certificate,
  wish: CertificateWish,
  call: CertCall,
): Promise<Certificate> {
  const taken = await withoutUnproven(deps, present.wish, wish);
  const left = unproven(taken, wish);
  if (left.length > 0)
    call.onEvent?.({
      kind: 'warning',
      message: `${present.name} is in force and renewed as before; issued anew by \`--force\` it follows ${left.join(', ')} too`,
    });
  const wished = stamp(deps, { ...present, wish: taken });
  // Another wish may want it renewed at another time; where it failed, the next try is as it was.
  const kept = present.failure === null ? { ...wished, nextCheckAt: nextCheck(deps, wished) } : wished;
  await deps.certificates.save(kept);
  return kept;
}

async function withoutUnproven(
  { certificates }: CertDeps,
  before: CertificateWish,
  wish: CertificateWish,
): Promise<CertificateWish> {
  const { renewBeforeMs, reuseKey, preferredChain, profileRequired } = wish;
  const accounts = await Promise.all(
    wish.cas.map(async (ca) => isInternalCa(ca) || (await certificates.account(findCa(ca).directoryUrl))),
  );
  const cas = accounts.every(Boolean) ? wish.cas : before.cas;
  return { ...before, cas, renewBeforeMs, reuseKey, preferredChain, profileRequired };
}

/** The flags of a wish that were not taken. */
function unproven(taken: CertificateWish, wish: CertificateWish): readonly string[] {
  const flags: readonly (readonly [flag: string, of: (one: CertificateWish) => string])[] = [
    ['--ca', ({ cas }) => canonicalJson(cas)],
    ['--account', ({ dnsAccount }) => dnsAccount ?? ''],
    ['--challenge', ({ challenge }) => challenge ?? 'dns-01'],
  ];
  return flags.filter(([, of]) => of(taken) !== of(wish)).map(([flag]) => flag);
}
