import { sameIdentifiers, type Identifier } from '../../core/certificate.ts';
import type { OrderKind } from '../../core/ca-limits.ts';
import type { LimitedRequest } from '../../core/ca-refusal.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { CaOrder, NewOrder } from '../../ports/certificate-authority.ts';
import type { Certificate } from '../../ports/certificate-store.ts';
import type { OrderRun } from './order-run.ts';
import { giveBackOrder, reserveOrder } from './budget.ts';
import type { CertCall, CertDeps } from './deps.ts';
import { describeFailure } from './failure.ts';
import { lookBeforeOrder } from './preflight.ts';
import { refuseLimited, rememberRefusal } from './refusals.ts';

/** Places the order at the CA, or finds it there. */
export async function placeOrder(
  deps: CertDeps,
  certificate: Certificate,
  run: OrderRun,
  call: CertCall,
): Promise<CaOrder> {
  const { authority } = run.account;
  const open = await openOrder(deps, run, call);
  if (open !== undefined) return open;
  const { wish } = certificate;
  // Whether the CA tells when to renew is not asked for this: of one that does not there is no window.
  const named = { identifiers: wish.identifiers, replaces: replacedBy(certificate, run, true) };
  await refuseLimited(
    deps,
    orderRequest(run, wish.identifiers, await orderKind(deps, certificate, run, named)),
  );
  await lookBeforeOrder(deps, run, wish.identifiers, call);
  const directory = await authority.directory(call.signal);
  const profile = knownProfile(certificate, directory.profiles, call);
  const replaces = replacedBy(certificate, run, directory.renewalInfo);
  const plain: NewOrder = { identifiers: wish.identifiers, ...(profile === null ? {} : { profile }) };
  if (replaces === undefined) return placeCounted(deps, certificate, run, plain, call);
  try {
    return await placeCounted(deps, certificate, run, { ...plain, replaces }, call);
  } catch (error) {
    // Without that name it would count for more, so that a limit holds it back all the more.
    if (!isRegctlError(error) || isRegctlError(error, 'INTERRUPTED', 'NETWORK', 'RATE_LIMITED')) throw error;
    // A CA that has lost track of the old certificate must not stand in the way of the new one.
    call.onEvent?.({
      kind: 'warning',
      message: `ordered without naming the old certificate: ${describeFailure(error)}`,
    });
    return placeCounted(deps, certificate, run, plain, call);
  }
}

/** The order that an earlier run placed; undefined where there is none, or where the CA has ended or forgotten it meanwhile. */
async function openOrder(deps: CertDeps, run: OrderRun, call: CertCall): Promise<CaOrder | undefined> {
  const { url, reserved = [] } = run.order();
  if (url === null) return undefined;
  const known = await knownOrder(deps, run, call);
  if (known !== undefined && known.status !== 'invalid') return known;
  await giveBackOrder(deps, reserved);
  await run.save({ url: null, answered: [], reserved: [] });
  return undefined;
}

/** How an order that was placed stands; undefined where it was not placed, or the CA has forgotten it. */
export async function knownOrder(
  deps: CertDeps,
  run: OrderRun,
  call: CertCall,
): Promise<CaOrder | undefined> {
  const { authority, signer } = run.account;
  const { url, directoryUrl } = run.order();
  if (url === null) return undefined;
  await refuseLimited(deps, { what: 'step', ca: directoryUrl, orderUrl: url });
  return authority.order(signer, url, call.signal).catch((error: unknown) => {
    if (isRegctlError(error) && error.details?.['status'] === 404) return undefined;
    throw error;
  });
}

/** Places an order within the limits of the CA. */
async function placeCounted(
  deps: CertDeps,
  certificate: Certificate,
  run: OrderRun,
  wanted: NewOrder,
  call: CertCall,
): Promise<CaOrder> {
  const { authority, signer, account, ca } = run.account;
  const kind = await orderKind(deps, certificate, run, wanted);
  const { identifiers } = wanted;
  const reserved = await reserveOrder(deps, { ca: ca.name, accountUrl: account.url, identifiers, kind });
  let placed: CaOrder;
  try {
    placed = await authority.newOrder(signer, wanted, call.signal);
  } catch (error) {
    await giveBackOrder(deps, reserved);
    await rememberRefusal(deps, orderRequest(run, identifiers, kind), error);
    throw error;
  }
  await run.save({ url: placed.url, profile: placed.profile ?? wanted.profile ?? null, reserved });
  return placed;
}

function orderRequest(
  { account }: OrderRun,
  identifiers: readonly Identifier[],
  kind: OrderKind,
): LimitedRequest {
  return { what: 'order', ca: account.ca.directoryUrl, accountUrl: account.account.url, identifiers, kind };
}

/** What an order counts as: one that names the old certificate within its window counts for nothing, one for the same names for less. */
async function orderKind(
  deps: CertDeps,
  { issued, window }: Certificate,
  run: OrderRun,
  { replaces, identifiers }: Pick<NewOrder, 'identifiers'> & { readonly replaces?: string | undefined },
): Promise<OrderKind> {
  const at = deps.clock.now().getTime();
  const isWithin = window !== null && Date.parse(window.start) <= at && at <= Date.parse(window.end);
  if (replaces !== undefined && isWithin) return 'window';
  if (issued === null || issued.directoryUrl !== run.order().directoryUrl) return 'first';
  const [leaf] = await deps.x509.readCertificates(issued.chainPem);
  return leaf !== undefined && sameIdentifiers(leaf.identifiers, identifiers) ? 'renewal' : 'first';
}

/** The certificate that the order replaces may be named only to the CA and by the account that it came from (RFC 9773 §5). */
function replacedBy(
  { issued, wish }: Certificate,
  run: OrderRun,
  hasRenewalInfo: boolean,
): string | undefined {
  if (!hasRenewalInfo || issued === null || issued.ariId === null) return undefined;
  const isSame =
    issued.directoryUrl === run.order().directoryUrl && issued.accountUrl === run.order().accountUrl;
  return isSame && wish.identifiers.length > 0 ? issued.ariId : undefined;
}

function knownProfile(
  { wish, name }: Certificate,
  offered: { readonly [name: string]: string },
  call: CertCall,
): string | null {
  if (wish.profile === null || wish.profile in offered) return wish.profile;
  const names = Object.keys(offered);
  const reason = names.length === 0 ? 'the CA has no profiles' : `the CA has ${names.join(', ')}`;
  if (wish.profileRequired)
    throw new RegctlError('CA_REFUSED', `there is no profile ${wish.profile} for ${name}`, {
      reason,
      hint: 'name another with `--cert-profile`, or take what there is with `--prefer-cert-profile`',
      details: { class: 'request' },
    });
  call.onEvent?.({ kind: 'warning', message: `profile ${wish.profile} is not to be had: ${reason}` });
  return null;
}
