import { canonicalJson } from '../../core/canonical-json.ts';
import { findCa, INTERNAL_CA, isInternalCa } from '../../core/certificate-authorities.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { Certificate, CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import { ensureAcmeAccount, type AcmeAccountInput } from './accounts.ts';
import { complete } from './complete.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { countFailure, describeFailure, isOrderOver, mayFailOver, retryAt } from './failure.ts';
import { ensureRoot, signByRoot } from './internal.ts';
import { forget, lookAtLeftOrders, storedOrder } from './left-orders.ts';
import { findInternalOrder, findOpenOrder, type OpenOrder } from './open-order.ts';
import { runOrder } from './order.ts';
import { prepareOrder, type OrderPlace } from './prepare-order.ts';
import { rememberRefusal } from './refusals.ts';
import { stamp } from './stored.ts';

/**
 * Obtains what a certificate's wish says and puts it in the place of what was issued before; the caller holds the lock. The CAs are tried in their order, as far as
 * another may do what one did not. A certificate in use keeps the wish that it is renewed by until what another wish asks for is there.
 */
export async function obtain(
  deps: CertDeps,
  certificate: Certificate,
  account: Omit<AcmeAccountInput, 'ca'>,
  call: CertCall,
): Promise<Certificate> {
  const stored = await deps.certificates.find(certificate.name);
  if (!isAnotherWish(stored, certificate)) {
    // A run that dies before the first was issued leaves records that nobody else would come by.
    const nextCheckAt = certificate.issued === null ? lookAtLeftOrders(deps) : certificate.nextCheckAt;
    await deps.certificates.save(stamp(deps, { ...certificate, nextCheckAt }));
  }
  const failures: unknown[] = [];
  for (const ca of certificate.wish.cas) {
    const current = failures.length === 0 ? certificate : await asStored(deps, certificate);
    try {
      return await obtainFrom(deps, current, ca, account, call);
    } catch (error) {
      failures.push(error);
      if (!mayFailOver(error)) break;
      call.onEvent?.({ kind: 'warning', message: `${ca} failed: ${describeFailure(error)}` });
    }
  }
  const [first] = failures;
  if (first === undefined)
    throw new RegctlError('INVALID_INPUT', `no CA is named for ${certificate.name}`, {
      hint: 'name one with `--ca`',
    });
  // What the first CA said is the news: the others were only to stand in for it.
  throw await noteFailure(deps, certificate, first);
}

async function obtainFrom(
  deps: CertDeps,
  certificate: Certificate,
  ca: string,
  input: Omit<AcmeAccountInput, 'ca'>,
  call: CertCall,
): Promise<Certificate> {
  if (isInternalCa(ca)) return obtainInternally(deps, certificate, call);
  const account = await ensureAcmeAccount(deps, { ca, ...input }, call);
  const open = await findOpenOrder(deps, certificate, account, call);
  return carryOut(deps, open, account, call, (order) =>
    runOrder(deps, open.certificate, account, order, call),
  );
}

/** By the root of this machine: nothing is proven and nobody is asked. */
async function obtainInternally(
  deps: CertDeps,
  certificate: Certificate,
  call: CertCall,
): Promise<Certificate> {
  const root = await ensureRoot(deps);
  const place = { ca: findCa(INTERNAL_CA), account: { url: `internal:${root.fingerprint}` } };
  const open = await findInternalOrder(deps, certificate, place.account.url, call);
  return carryOut(deps, open, place, call, (order) => signByRoot(deps, root, order));
}

/** Goes on with an order, or begins one. */
async function carryOut(
  deps: CertDeps,
  { certificate, order: left, others }: OpenOrder,
  place: OrderPlace,
  call: CertCall,
  run: (order: CertificateOrder) => Promise<IssuedCertificate>,
): Promise<Certificate> {
  const order = left ?? (await prepareOrder(deps, certificate, place));
  try {
    const done = await complete(deps, certificate, order, await run(order), call);
    for (const other of others) await forget(deps, done, other, call);
    return done;
  } catch (error) {
    const isLimit = isRegctlError(error, 'RATE_LIMITED');
    const url = isLimit ? (await storedOrder(deps, certificate, order)).url : null;
    if (url !== null)
      await rememberRefusal(deps, { what: 'step', ca: order.directoryUrl, orderUrl: url }, error);
    if (isOrderOver(error, url !== null)) await forget(deps, certificate, order, call);
    throw error;
  }
}

/** The certificate as it is after a CA failed: an order of an earlier run may have come to its end before. */
async function asStored(deps: CertDeps, certificate: Certificate): Promise<Certificate> {
  const stored = await deps.certificates.find(certificate.name);
  const isSame = stored?.issued?.fingerprint === certificate.issued?.fingerprint;
  return stored === undefined || isSame ? certificate : { ...stored, wish: certificate.wish };
}

async function noteFailure(deps: CertDeps, certificate: Certificate, error: unknown): Promise<unknown> {
  const now = deps.clock.now();
  // The store has the last word: a write whose answer was lost may have put the new certificate there, which must not be taken back.
  const stored = (await deps.certificates.find(certificate.name)) ?? certificate;
  if (stored.issued?.fingerprint !== certificate.issued?.fingerprint) return error;
  // Nothing is wrong with the one in use because another was not to be had in its place.
  if (isAnotherWish(stored, certificate)) return error;
  const failure = countFailure(stored.failure, error, now);
  // What was never issued is renewed by nobody: who asked for it has the error. What is left of its order is looked at.
  const isLeft = stored.issued === null && (await deps.certificates.orders(stored.id)).length > 0;
  const next = isLeft ? lookAtLeftOrders(deps) : null;
  const nextCheckAt = stored.issued === null ? next : retryAt(failure, error, now).toISOString();
  await deps.certificates.save(stamp(deps, { ...stored, failure, nextCheckAt }));
  return error;
}

/** Whether something else is wished than what the certificate in use is renewed by. */
function isAnotherWish(stored: Certificate | undefined, { wish }: Certificate): boolean {
  const isInUse = stored !== undefined && stored.issued !== null && stored.issued.revokedAt === null;
  return isInUse && canonicalJson(stored.wish) !== canonicalJson(wish);
}
