import { fromBase64url } from '../../core/base64url.ts';
import { isRegctlError } from '../../core/errors.ts';
import type { CaOrder } from '../../ports/certificate-authority.ts';
import type { Certificate, CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import type { OpenAcmeAccount } from './accounts.ts';
import { authorize, unprovenNames } from './authorize.ts';
import { countFailedProofs } from './budget.ts';
import { fetchChain, orderInvalid } from './chain.ts';
import { removeRecords } from './challenge-records.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure, problemTypeOf } from './failure.ts';
import { openRun, type OrderRun } from './order-run.ts';
import { knownOrder, placeOrder } from './place-order.ts';
import { poll } from './poll.ts';

/**
 * Carries an order out, or goes on with one that an earlier run left: order, records, proof, request, chain. Each step is written down before the next. The records
 * are taken away once all is proven, and however it ends before, but for an order that the CA still looks at.
 *
 * @returns the certificate, not yet kept; the order's row is the caller's to remove with it
 */
export async function runOrder(
  deps: CertDeps,
  certificate: Certificate,
  account: OpenAcmeAccount,
  started: CertificateOrder,
  call: CertCall,
): Promise<IssuedCertificate> {
  const run = openRun(deps, certificate, account, started, call);
  let goesOn = false;
  let cleaning: Promise<void> | undefined;
  try {
    const placed = await placeOrder(deps, certificate, run, call);
    const proven = await prove(deps, run, placed, call);
    // The CA has seen the records; they go while it makes the certificate.
    cleaning = cleanUp(deps, run, call);
    const done = await settle(deps, run, proven, call);
    return await fetchChain(deps, certificate, run, done, call);
  } catch (error) {
    // Whoever stops before the CA was told to look leaves nothing that it could look at.
    goesOn =
      isRegctlError(error, 'CERTIFICATE_PENDING') ||
      (isRegctlError(error, 'INTERRUPTED') && run.order().answered.length > 0);
    const { ca, accountUrl } = run.order();
    await countFailedProofs(deps, ca, accountUrl, unprovenNames(error));
    throw error;
  } finally {
    if (cleaning !== undefined) await cleaning;
    else if (!goesOn) await cleanUp(deps, run, call);
  }
}

/**
 * Fetches the certificate of an order whose request an earlier run handed in, whatever is wished by now.
 *
 * @returns undefined where the CA has no request yet, or has ended or forgotten the order
 */
export async function fetchFinalized(
  deps: CertDeps,
  certificate: Certificate,
  account: OpenAcmeAccount,
  left: CertificateOrder,
  call: CertCall,
): Promise<IssuedCertificate | undefined> {
  const run = openRun(deps, certificate, account, left, call);
  const known = await knownOrder(deps, run, call);
  if (known?.status !== 'processing' && known?.status !== 'valid') return undefined;
  const done = await settle(deps, run, known, call);
  const issued = await fetchChain(deps, certificate, run, done, call);
  await cleanUp(deps, run, call);
  return issued;
}

/** Gives the CA the proofs that it lacks. */
async function prove(deps: CertDeps, run: OrderRun, placed: CaOrder, call: CertCall): Promise<CaOrder> {
  if (placed.status !== 'pending') return placed;
  await authorize(deps, run, placed, call);
  // All proofs are in: the order is ready, or about to be.
  return { ...placed, status: 'ready' };
}

/** Takes the order from step to step until the certificate is there. */
async function settle(deps: CertDeps, run: OrderRun, proven: CaOrder, call: CertCall): Promise<CaOrder> {
  const { authority, signer } = run.account;
  let order = proven;
  if (order.status === 'ready') order = await finalize(run, order, call);
  if (order.status !== 'valid' && order.status !== 'invalid')
    order = await poll(deps, `order ${order.url}`, run.giveUpAt, call, async () => {
      const now = await authority.order(signer, order.url, call.signal);
      const isOver = now.status === 'valid' || now.status === 'invalid';
      return isOver ? { end: now } : { retryAfterSeconds: now.retryAfterSeconds };
    });
  if (order.status === 'valid') return order;
  throw orderInvalid(run, order);
}

async function finalize(run: OrderRun, order: CaOrder, call: CertCall): Promise<CaOrder> {
  const { authority, signer } = run.account;
  const csr = fromBase64url(run.order().csr) ?? new Uint8Array();
  try {
    return await authority.finalize(signer, order, csr, call.signal);
  } catch (error) {
    // An earlier run handed the request in, or the answer was lost: how the order stands tells.
    if (problemTypeOf(error) !== 'orderNotReady' && !isRegctlError(error, 'NETWORK')) throw error;
    const now = await authority.order(signer, order.url, call.signal);
    if (now.status === 'pending' || now.status === 'ready') throw error;
    return now;
  }
}

/** Records that cannot be taken away now stay noted: the next run of the certificate tries again. */
async function cleanUp(deps: CertDeps, run: OrderRun, call: CertCall): Promise<void> {
  const { records } = run.order();
  if (records.length === 0) return;
  try {
    const { signal: _, ...unstoppable } = call;
    await removeRecords(deps, records, unstoppable);
    await run.save({ records: [] });
  } catch (error) {
    call.onEvent?.({
      kind: 'warning',
      message: `challenge records are left behind: ${describeFailure(error)}`,
    });
  }
}
