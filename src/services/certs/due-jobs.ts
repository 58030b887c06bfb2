import type { Certificate, CertificateStore } from '../../ports/certificate-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { NewQueuedJob } from '../../ports/job-queue.ts';
import type { Random } from '../../ports/random.ts';

/** Certificates that one sweep sends on their way; what is left over is due at the next. */
const PER_SWEEP = 5_000;
/** Milliseconds over which renewals that came due together are spread, so that a CA does not get them in one second. */
const SPREAD_MS = 45 * 60_000;
/** Milliseconds of life below which nothing is spread any more. */
const URGENT_MS = 6 * 3_600_000;

export const RENEW_JOB = 'certs.renew';

/** One job for each certificate that is due, each at its own moment of the hour. A certificate has one job at a time. */
export async function dueJobs(
  deps: { readonly certificates: CertificateStore; readonly clock: Clock; readonly random: Random },
  organization: string,
): Promise<{ readonly jobs: readonly NewQueuedJob[]; readonly due: readonly Certificate[] }> {
  const now = deps.clock.now();
  const due = await deps.certificates.due(now, { limit: PER_SWEEP });
  const jobs = due.map((certificate): NewQueuedJob => {
    const [a = 0, b = 0] = deps.random.bytes(2);
    const left = certificate.issued === null ? 0 : Date.parse(certificate.issued.notAfter) - now.getTime();
    const spread = left < URGENT_MS ? 0 : ((a * 256 + b) / 65_536) * SPREAD_MS;
    return {
      organization,
      type: RENEW_JOB,
      payload: { name: certificate.name },
      subject: certificate.name,
      visible: true,
      uniqueKey: `${RENEW_JOB}/${certificate.id}`,
      runAt: new Date(now.getTime() + spread),
    };
  });
  return { jobs, due };
}
