import { canonicalJson } from '../../core/canonical-json.ts';
import { findCa, INTERNAL_CA, isInternalCa } from '../../core/certificate-authorities.ts';
import { sameIdentifiers } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import type { Certificate, CertificateOrder, IssuedCertificate } from '../../ports/certificate-store.ts';
import { ensureAcmeAccount, type AcmeAccountInput } from './accounts.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { countFailure, describeFailure, mayFailOver, retryAt } from './failure.ts';
import { ensureRoot, signByRoot } from './internal.ts';
import { nextCheck } from './next-check.ts';
import { forget, lookAtLeftOrders, storedOrder } from './left-orders.ts';
import { prepareOrder, runOrder } from './order.ts';

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
    try {
      return await obtainFrom(deps, certificate, ca, account, call);
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
  const open = await openOrders(deps, certificate, account.account.url, call);
  const order = open ?? (await prepareOrder(deps, certificate, account));
  try {
    const issued = await runOrder(deps, certificate, account, order, call);
    return await complete(deps, certificate, order, issued, call);
  } catch (error) {
    if (isOver(error)) await forget(deps, certificate, order, call);
    throw error;
  }
}

/** By the root of this machine: nothing is proven and nobody is asked. */
async function obtainInternally(
  deps: CertDeps,
  certificate: Certificate,
  call: CertCall,
): Promise<Certificate> {
  const root = await ensureRoot(deps);
  const account = { url: `internal:${root.fingerprint}` };
  const open = await openOrders(deps, certificate, account.url, call);
  const order = open ?? (await prepareOrder(deps, certificate, { ca: findCa(INTERNAL_CA), account }));
  try {
    return await complete(deps, certificate, order, await signByRoot(deps, root, order), call);
  } catch (error) {
    if (isOver(error)) await forget(deps, certificate, order, call);
    throw error;
  }
}

/** The order to go on with: same names, same account. Those that do not fit any more are given up. */
async function openOrders(
  deps: CertDeps,
  certificate: Certificate,
  accountUrl: string,
  call: CertCall,
): Promise<CertificateOrder | undefined> {
  let fitting: CertificateOrder | undefined;
  for (const order of await deps.certificates.orders(certificate.id)) {
    const hasKey = order.keyId === null || (await deps.keys.get(order.keyId)) !== undefined;
    const fits =
      hasKey &&
      order.accountUrl === accountUrl &&
      sameIdentifiers(order.identifiers, certificate.wish.identifiers) &&
      (certificate.wish.csr ?? order.csr) === order.csr;
    if (fits && fitting === undefined) fitting = order;
    else await forget(deps, certificate, order, call);
  }
  return fitting;
}

/** The new certificate takes the old one's place in one write; the old key goes after it, and only when nothing else has it. */
async function complete(
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

/** An order is over when the CA says so or cannot be asked by it any more; what is transient leaves it as it is, for the next run. */
function isOver(error: unknown): boolean {
  if (!(error instanceof RegctlError)) return false;
  return ![
    'CERTIFICATE_PENDING',
    'INTERRUPTED',
    'NETWORK',
    'PROVIDER_UNAVAILABLE',
    'STORE_FAILED',
    'FILE_FAILED',
  ].includes(error.code);
}

/** Notes when it was changed. */
export function stamp(deps: CertDeps, certificate: Certificate): Certificate {
  return { ...certificate, updatedAt: deps.clock.now().toISOString() };
}
