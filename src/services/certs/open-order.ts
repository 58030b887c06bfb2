import { findCa } from '../../core/certificate-authorities.ts';
import { sameIdentifiers } from '../../core/certificate.ts';
import type { Certificate, CertificateOrder, CertificateWish } from '../../ports/certificate-store.ts';
import type { OpenAcmeAccount } from './accounts.ts';
import { complete } from './complete.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure, isOrderOver } from './failure.ts';
import { forget } from './left-orders.ts';
import { fetchFinalized } from './order.ts';
import { changeRequest, hasWishedKey } from './prepare-order.ts';
import { rememberRefusal } from './refusals.ts';

/** What earlier runs left of a certificate at one CA. */
export interface OpenOrder {
  /** As it is by now: what an earlier run had made may have been fetched first. */
  readonly certificate: Certificate;
  /** The order to go on with. */
  readonly order?: CertificateOrder;
  /** Those at other CAs of the wish, which may be asked yet; to be forgotten once there is a certificate. */
  readonly others: readonly CertificateOrder[];
}

/**
 * Finds the order to go on with: same names, same account. One for which another key was wished goes on with that; a certificate that the CA made already is never
 * lost, and is put to use before another is ordered. What does not fit any more is given up.
 */
export async function findOpenOrder(
  deps: CertDeps,
  certificate: Certificate,
  account: OpenAcmeAccount,
  call: CertCall,
): Promise<OpenOrder> {
  let current = certificate;
  let order: CertificateOrder | undefined;
  const others: CertificateOrder[] = [];
  for (const left of await deps.certificates.orders(certificate.id)) {
    if (isForAnother(current, left, account.account.url)) others.push(left);
    else if (order !== undefined || !(await canGoOn(deps, current, left, account.account.url)))
      await forget(deps, current, left, call);
    else if (await isAsWished(deps, current, left)) order = left;
    else {
      const fetched = await fetchUnwished(deps, current, account, left, call);
      if (fetched !== undefined) current = { ...fetched, wish: certificate.wish };
      else if (hasWishedProfile(current, left)) order = await changeRequest(deps, current, left);
      else await forget(deps, current, left, call);
    }
  }
  return { certificate: current, others, ...(order === undefined ? {} : { order }) };
}

/** The same at the root of this machine, which has no orders that could be fetched. */
export async function findInternalOrder(
  deps: CertDeps,
  certificate: Certificate,
  accountUrl: string,
  call: CertCall,
): Promise<OpenOrder> {
  let order: CertificateOrder | undefined;
  const others: CertificateOrder[] = [];
  for (const left of await deps.certificates.orders(certificate.id)) {
    const fits =
      (await canGoOn(deps, certificate, left, accountUrl)) && (await isAsWished(deps, certificate, left));
    if (isForAnother(certificate, left, accountUrl)) others.push(left);
    else if (fits && order === undefined) order = left;
    else await forget(deps, certificate, left, call);
  }
  return { certificate, others, ...(order === undefined ? {} : { order }) };
}

/** Whether an order is at another CA that may be asked yet. */
function isForAnother({ wish }: Certificate, left: CertificateOrder, accountUrl: string): boolean {
  return (
    left.accountUrl !== accountUrl &&
    sameIdentifiers(left.identifiers, wish.identifiers) &&
    wish.cas.some((ca) => findCa(ca).directoryUrl === left.directoryUrl)
  );
}

async function canGoOn(
  deps: CertDeps,
  { wish }: Certificate,
  { accountUrl, identifiers, keyId }: CertificateOrder,
  account: string,
): Promise<boolean> {
  if (accountUrl !== account || !sameIdentifiers(identifiers, wish.identifiers)) return false;
  return keyId === null || (await deps.keys.get(keyId)) !== undefined;
}

async function isAsWished(
  deps: CertDeps,
  certificate: Certificate,
  left: CertificateOrder,
): Promise<boolean> {
  return hasWishedProfile(certificate, left) && (await hasWishedKey(deps, certificate, left));
}

function hasWishedProfile({ wish }: Certificate, left: CertificateOrder): boolean {
  if (left.wish === undefined) return true;
  const isGiven = left.url === null || wish.profile === null || left.profile === wish.profile;
  return left.wish.profile === wish.profile && (isGiven || !wish.profileRequired);
}

/** What the CA made of an order by another wish is put to use by that wish; undefined where it can make what is wished of it. */
async function fetchUnwished(
  deps: CertDeps,
  certificate: Certificate,
  account: OpenAcmeAccount,
  left: CertificateOrder,
  call: CertCall,
): Promise<Certificate | undefined> {
  const wish: CertificateWish = left.wish ?? {
    ...certificate.wish,
    csr: left.keyId === null ? left.csr : null,
  };
  const asLeft = { ...certificate, wish };
  try {
    const issued = await fetchFinalized(deps, asLeft, account, left, call);
    if (issued === undefined) return undefined;
    const done = await complete(deps, asLeft, left, issued, call);
    call.onEvent?.({
      kind: 'warning',
      message: `${certificate.name}: an earlier run had ordered a certificate with another key or profile, which is in use now; the one that is wished is ordered next`,
    });
    return done;
  } catch (error) {
    if (left.url !== null)
      await rememberRefusal(deps, { what: 'step', ca: left.directoryUrl, orderUrl: left.url }, error);
    if (!isOrderOver(error, true)) throw error;
    call.onEvent?.({
      kind: 'warning',
      message: `${certificate.name}: what an earlier run ordered is not to be had: ${describeFailure(error)}`,
    });
    await forget(deps, certificate, left, call);
    return certificate;
  }
}
