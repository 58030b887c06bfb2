import { findCa, isInternalCa, isTrialCa } from '../../core/certificate-authorities.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Certificate, CertificateWish } from '../../ports/certificate-store.ts';

/**
 * Refuses CAs that cannot be meant for a certificate that is to be issued.
 *
 * @param inUse - the certificate in force that would be replaced, unless that is forced
 * @throws RegctlError `CA_REFUSED` for a profile of a CA without any, `ALREADY_EXISTS` where what is in use would be trusted no more
 */
export function checkWishedCas(name: string, wish: CertificateWish, inUse: Certificate | undefined): void {
  const { cas, profile, profileRequired } = wish;
  // Neither could be met by the next issue or renewal, and each would order anew.
  if (profileRequired && profile !== null && cas.every(isInternalCa))
    throw new RegctlError('CA_REFUSED', `there is no profile ${profile} for ${name}`, {
      reason: 'the CA of this machine has no profiles',
      hint: 'choose another CA with `--ca`, or take what there is with `--prefer-cert-profile`',
      details: { class: 'request' },
    });
  const issuer = inUse?.issued?.directoryUrl;
  if (issuer === undefined || isTrialCa(issuer) || !cas.every(isTrialCa)) return;
  throw new RegctlError(
    'ALREADY_EXISTS',
    `the certificate ${name} is in use, issued by ${findCa(issuer).name}`,
    {
      reason: `nobody who trusts it trusts certificates of ${cas.join(' or ')}, which are for trials`,
      hint: 'name a CA that they trust with `--ca`; for a trial call the new one otherwise with `--name`, or add `--force`',
    },
  );
}
