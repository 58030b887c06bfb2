import type { NewEvent } from '../../core/events.ts';
import type { Certificate, CertificateChange } from '../../ports/certificate-store.ts';

/** Shares of the life left, and hours, at which it is told that a certificate was not renewed. */
const EXPIRING_SHARES = [1 / 4, 1 / 10] as const;
const LAST_HOURS = 24;

/** What there is to tell of a certificate as it is saved: each issue once, and each run of failures once. */
export function eventsOfCertificate({ certificate, completed }: CertificateChange): readonly NewEvent[] {
  const { id, issued, failure } = certificate;
  if (completed !== null && issued !== null)
    return [
      {
        type: completed === 'issued' ? 'domain.certificate_issued' : 'domain.certificate_renewed',
        subject: certificate.name,
        data: about(certificate),
        key: `${id}/${issued.serial}`,
      },
    ];
  if (failure === null) return [];
  const { count, code, message } = failure;
  return [
    {
      type: 'domain.certificate_failed',
      subject: certificate.name,
      data: { ...about(certificate), count, code, message, nextTryAt: certificate.nextCheckAt },
      key: `${id}/failed/${failure.firstAt}`,
    },
  ];
}

/** What there is to tell of a certificate that lapses soon: at a quarter, at a tenth of its life, and on its last day. */
export function eventsOfExpiry(certificate: Certificate, now: Date): readonly NewEvent[] {
  const { id, issued, failure } = certificate;
  if (issued === null || issued.revokedAt !== null) return [];
  const end = Date.parse(issued.notAfter);
  const left = end - now.getTime();
  const life = end - Date.parse(issued.notBefore);
  const steps = EXPIRING_SHARES.filter((share) => left <= life * share).length;
  const step = steps + (left <= LAST_HOURS * 3_600_000 ? 1 : 0);
  if (steps === 0) return [];
  return [
    {
      type: 'domain.certificate_expiring',
      subject: certificate.name,
      data: {
        ...about(certificate),
        daysLeft: Math.floor(left / 86_400_000),
        reason: failure?.message ?? null,
      },
      key: `${id}/${issued.serial}/expiring/${step}`,
    },
  ];
}

function about({ name, wish, issued }: Certificate): NewEvent['data'] {
  return {
    certificate: name,
    names: wish.identifiers.map(({ value }) => value),
    ca: issued?.ca ?? wish.cas[0] ?? null,
    serial: issued?.serial ?? null,
    fingerprint: issued?.fingerprint ?? null,
    notAfter: issued?.notAfter ?? null,
  };
}
