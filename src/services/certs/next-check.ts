import { nextRenewal, ownRenewal } from '../../core/certificate.ts';
import { nextDelivery } from '../../core/delivery.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Certificate } from '../../ports/certificate-store.ts';

/** Milliseconds from the issue to the first question about the renewal window. */
export const FIRST_CHECK_MS = 3_600_000;

/** When a renewal run must look at a certificate: at the next question about its window, its renewal, or a delivery that is not made. */
export function nextCheck(deps: { readonly clock: Clock }, certificate: Certificate): string | null {
  const { issued, window, windowCheckAt, wish, deliveries } = certificate;
  if (issued === null || issued.revokedAt !== null) return null;
  const own = (ownRenewal(issued, wish.renewBeforeMs) ?? nextRenewal(issued, window)).getTime();
  const now = deps.clock.now();
  // A moment that has passed without a reason to renew would be found due again and again.
  const renewal = Math.max(Math.min(own, windowQuestion(issued, windowCheckAt)), now.getTime() + 60_000);
  const delivery = nextDelivery(deliveries ?? [], issued.fingerprint, now)?.getTime() ?? Infinity;
  return new Date(Math.min(renewal, delivery)).toISOString();
}

/** A CA that tells when to renew is asked soon: it may call a certificate back long before its share of life is over. */
function windowQuestion(
  { ariId, issuedAt }: NonNullable<Certificate['issued']>,
  windowCheckAt: string | null,
): number {
  if (ariId === null) return Infinity;
  return windowCheckAt === null ? Date.parse(issuedAt) + FIRST_CHECK_MS : Date.parse(windowCheckAt);
}
