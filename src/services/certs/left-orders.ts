import type { Certificate, CertificateOrder } from '../../ports/certificate-store.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure } from './failure.ts';
import { abandonOrder } from './prepare-order.ts';

/** Milliseconds that an order is kept for whoever left it to go on with. */
const LEFT_MS = 24 * 3_600_000;
/** Milliseconds that a run goes on with an order, generously: it is older than this when it is looked at. */
const RUN_MS = 3_600_000;

/** When a renewal run looks at what is left of an order that is begun now. */
export function lookAtLeftOrders({ clock }: CertDeps): string {
  return new Date(clock.now().getTime() + LEFT_MS + RUN_MS).toISOString();
}

/**
 * Gives up the orders of a certificate that nobody went on with for a day, with their records and keys; the caller holds the lock.
 *
 * @returns whether any are left
 */
export async function giveUpLeftOrders(
  deps: CertDeps,
  certificate: Certificate,
  call: CertCall,
): Promise<boolean> {
  const old = deps.clock.now().getTime() - LEFT_MS;
  for (const order of await deps.certificates.orders(certificate.id))
    if (Date.parse(order.updatedAt) <= old) await forget(deps, certificate, order, call);
  return (await deps.certificates.orders(certificate.id)).length > 0;
}

/** Gives an order up; what cannot be taken away now stays written down. */
export async function forget(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
  call: CertCall,
): Promise<void> {
  try {
    await abandonOrder(deps, certificate, await storedOrder(deps, certificate, order), call);
  } catch (error) {
    call.onEvent?.({ kind: 'warning', message: `an order is left behind: ${describeFailure(error)}` });
  }
}

/** The order as the last step of it wrote it down. */
export async function storedOrder(
  deps: CertDeps,
  certificate: Certificate,
  order: CertificateOrder,
): Promise<CertificateOrder> {
  return (await deps.certificates.orders(certificate.id)).find((one) => one.id === order.id) ?? order;
}
