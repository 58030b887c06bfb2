import type { Certificate, CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure } from './failure.ts';
import { storedOrder } from './left-orders.ts';
import { nextCheck } from './next-check.ts';
import { stamp } from './stored.ts';

/** The new certificate takes the old one's place in one write; the old key goes after it, and only when nothing else has it. */
export async function complete(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
  issued: IssuedCertificate,
  call: CertCall,
): Promise<Certificate> {
  const fresh = { ...certificate, issued, window: null, windowCheckAt: null, failure: null };
  // Where it is delivered it is due at once: a run that dies before it is delivered leaves that to the next.
  const done = stamp(deps, { ...fresh, nextCheckAt: nextCheck(deps, fresh) });
  const left = await storedOrder(deps, certificate, order);
  // Records that could not be taken away stay noted, in an order that nobody goes on with.
  const leftover = left.records.length === 0 ? null : { ...left, identifiers: [], keyId: null };
  await deps.certificates.complete(done, order.id, leftover);
  const old = certificate.issued?.keyId ?? null;
  try {
    if (old !== null && old !== issued.keyId) await deps.keys.delete(old);
  } catch (error) {
    call.onEvent?.({ kind: 'warning', message: `the old key is left behind: ${describeFailure(error)}` });
  }
  return done;
}
