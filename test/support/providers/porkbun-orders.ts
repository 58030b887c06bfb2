import { integerOf, nextId, type Params, Refusal, textOf } from './porkbun-dns.ts';
import {
  DAY,
  TRANSFER_STEPS,
  stamp,
  dollars,
  plusYears,
  newDomain,
  limitsOf,
  remaining,
  check,
  count,
  named,
  owned,
  available,
  type Window,
  type PorkbunPurchase,
  type PorkbunTransfer,
  type DomainState,
  type DomainCall,
  listOf,
} from './porkbun-state.ts';

const attempts = (state: DomainState, kind: string): Window => ({
  name: `${kind} attempts`,
  limit: 1,
  seconds: state.generation === 'new' ? 1 : 10,
});

function successes(state: DomainState, kind: string): Window {
  const older = kind === 'create' ? 10 : 25;
  return {
    name: `${kind} successes`,
    limit: state.generation === 'new' ? 50 : older,
    seconds: 86_400,
  };
}

function purchaseLimits(state: DomainState, kind: string): object {
  return {
    limits: {
      attempts: limitsOf(state, attempts(state, kind)),
      success: limitsOf(state, successes(state, kind)),
    },
    ttlRemaining: remaining(state, attempts(state, kind)),
  };
}

// ---- purchases (porkbun.md §3, §5)

interface Offer {
  readonly kind: PorkbunPurchase['kind'];
  readonly name: string;
  readonly cost: number;
  readonly years: number;
  readonly available: boolean;
}

/** porkbun.md §5: exact-cent match. */
function demandCost(params: Params, cost: number): void {
  const given = integerOf(params['cost']);
  if (given !== cost)
    throw new Refusal('COST_MISMATCH', `The cost does not match: it is ${cost} cents.`, {
      extra: { cost },
    });
}

function shortfall(state: DomainState, cost: number): number {
  return Math.max(0, cost - state.balanceCents);
}

function overspends(state: DomainState, cost: number): boolean {
  return state.monthlySpendLimit !== null && state.monthlySpend + cost > state.monthlySpendLimit;
}

/** porkbun.md §3: what a dry run answers. */
function preview(state: DomainState, offer: Offer): object {
  const { cost, name } = offer;
  const succeeds =
    shortfall(state, cost) === 0 && !overspends(state, cost) && (offer.available || offer.kind !== 'create');
  return {
    dryRun: true,
    wouldSucceed: succeeds,
    operation: offer.kind,
    domain: name,
    tld: name.slice(name.indexOf('.') + 1),
    available: offer.available,
    premium: state.premium.has(name),
    duration: offer.years,
    cost,
    costDisplay: `$${dollars(cost)}`,
    balance: state.balanceCents,
    sufficientFunds: shortfall(state, cost) === 0,
    monthlySpend: state.monthlySpend,
    monthlySpendLimit: state.monthlySpendLimit,
    message: succeeds ? 'The operation would succeed.' : 'The operation would fail.',
  };
}

function pay(state: DomainState, { kind, name, cost }: Offer): number {
  const missing = shortfall(state, cost);
  if (missing > 0)
    throw new Refusal('INSUFFICIENT_FUNDS', 'Insufficient account credit.', {
      extra: { cost, balance: state.balanceCents, shortfall: missing }, // porkbun.md §2, §9.4
    });
  if (overspends(state, cost))
    throw new Refusal('MONTHLY_SPEND_LIMIT_EXCEEDED', 'The monthly spend limit would be exceeded.');
  const orderId = Number(nextId());
  state.balanceCents -= cost;
  state.monthlySpend += cost;
  state.purchases.push({ kind, domain: name, cost, orderId });
  count(state, successes(state, kind));
  return orderId;
}

function attempt(state: DomainState, kind: string, dryRun: boolean): void {
  if (dryRun) return;
  check(state, attempts(state, kind));
  count(state, attempts(state, kind));
  check(state, successes(state, kind));
}

export function create({ state, params, rest, dryRun }: DomainCall): object {
  attempt(state, 'create', dryRun);
  const { name, price } = named(state, rest[0]);
  const agreed = textOf(params['agreeToTerms']);
  if (agreed !== 'yes' && agreed !== '1')
    throw new Refusal('TERMS_NOT_AGREED', 'You must agree to the terms.');
  if (!state.eligible)
    throw new Refusal('VERIFICATION_REQUIRED', 'E-mail and phone must be verified.', { status: 403 });
  if (state.premium.has(name)) throw new Refusal('PREMIUM_NOT_SUPPORTED', 'Premium domains are refused.');
  const years = price.minDuration ?? 1;
  const cost = (price.promo ?? price.registration) + price.registration * (years - 1);
  const offer: Offer = { kind: 'create', name, cost, years, available: available(state, name) };
  if (!offer.available && !dryRun) throw new Refusal('DOMAIN_NOT_AVAILABLE', 'Domain is not available.');
  demandCost(params, cost);
  if (dryRun) return preview(state, offer);
  const orderId = pay(state, offer);
  const bought = newDomain(name, state.now(), plusYears(state.now(), years));
  const privacy = params['whoisPrivacy'];
  bought.whoisPrivacy = privacy !== 'no' && privacy !== false && privacy !== '0' && privacy !== 0;
  bought.optedIn = state.optInNew;
  state.domains.set(name, bought);
  return { domain: name, cost, orderId, balance: state.balanceCents, ...purchaseLimits(state, 'create') };
}

export function renew({ state, params, rest, dryRun }: DomainCall): object {
  attempt(state, 'renew', dryRun);
  const domain = owned(state, rest[0]);
  const { name, price } = named(state, domain.domain);
  const years = price.minDuration ?? 1;
  const cost = price.renewal * years;
  demandCost(params, cost);
  if (state.now() - domain.lastRenewal < 30 * DAY)
    throw new Refusal('RENEWAL_TOO_SOON', 'The domain was registered or renewed within 30 days.');
  const offer: Offer = { kind: 'renew', name, cost, years, available: false };
  if (dryRun) return preview(state, offer);
  const orderId = pay(state, offer);
  domain.expireDate = plusYears(domain.expireDate, years);
  domain.lastRenewal = state.now();
  return {
    domain: name,
    expirationDate: stamp(domain.expireDate).slice(0, 10), // porkbun.md §5: date only
    cost,
    orderId,
    balance: state.balanceCents,
    ...purchaseLimits(state, 'renew'),
  };
}

const isOpen = (each: PorkbunTransfer): boolean => each.status !== 'DONE' && each.status !== 'CANCELED';

export function transfer({ state, params, rest, dryRun }: DomainCall): object {
  attempt(state, 'transfer', dryRun);
  const { name, price } = named(state, rest[0]);
  const authCode = textOf(params['authCode']) ?? '';
  if (authCode === '') throw new Refusal('INVALID_AUTH_CODE', 'An auth code is needed.');
  if (state.domains.has(name)) throw new Refusal('INVALID_DOMAIN', 'The domain is in your account.');
  if (available(state, name)) throw new Refusal('INVALID_DOMAIN', 'The domain is not registered.');
  if (state.transfers.some((each) => each.domain === name && isOpen(each)))
    throw new Refusal('INVALID_DOMAIN', 'A transfer of this domain is under way.');
  const cost = price.transfer;
  demandCost(params, cost);
  const offer: Offer = { kind: 'transfer', name, cost, years: 1, available: false };
  if (dryRun) return preview(state, offer);
  const orderId = pay(state, offer);
  const transferId = Number(nextId());
  const date = state.now();
  state.transfers.push({ domain: name, transferId, orderId, cost, authCode, status: 'INIT', date });
  return { domain: name, orderId, transferId, balance: state.balanceCents };
}

/** One step for a transfer; a wrong auth code ends it at PENDINGAUTH. */
export function advanceTransfer(state: DomainState, each: PorkbunTransfer): void {
  if (each.status === 'DONE' || each.status === 'CANCELED') return;
  const wanted = state.authCodes.get(each.domain);
  if (each.status === 'PENDINGAUTH' && wanted !== undefined && wanted !== each.authCode) {
    each.status = 'CANCELED';
    state.balanceCents += each.cost;
    return;
  }
  each.status = TRANSFER_STEPS[TRANSFER_STEPS.indexOf(each.status) + 1] ?? 'DONE';
  if (each.status !== 'DONE') return;
  state.taken.delete(each.domain);
  const arrived = newDomain(each.domain, state.now(), plusYears(state.now(), 1));
  arrived.optedIn = state.optInNew;
  state.domains.set(each.domain, arrived);
}

export const shown = (each: PorkbunTransfer): object => ({
  domain: each.domain,
  status: each.status,
  statusDescription: `Transfer status: ${each.status}`,
  transferDate: stamp(each.date),
  orderId: each.orderId,
});

export function getTransfer({ state, rest }: DomainCall): object {
  const { name } = named(state, rest[0]);
  const found = state.transfers.findLast((each) => each.domain === name);
  if (found === undefined) throw new Refusal('DOMAIN_NOT_FOUND', 'No transfer of this domain.');
  return { transfer: shown(found) };
}

export function checkDomain({ state, rest }: DomainCall): object {
  const window: Window = { name: 'checkDomain', limit: 1, seconds: 10 }; // porkbun.md §4
  check(state, window, state.checkLimitStatus);
  count(state, window);
  const { name, price } = named(state, rest[0]);
  const premium = state.premium.get(name);
  const cost = (ordinary: number): string => dollars(premium ?? ordinary);
  const row = (type: string, ordinary: number): object => ({
    type,
    price: cost(ordinary),
    regularPrice: cost(ordinary),
  });
  return {
    response: {
      avail: available(state, name) ? 'yes' : 'no',
      type: 'registration',
      price: cost(price.promo ?? price.registration),
      firstYearPromo: price.promo === undefined || premium !== undefined ? 'no' : 'yes',
      regularPrice: cost(price.registration),
      premium: premium === undefined ? 'no' : 'yes',
      minDuration: price.minDuration ?? 1,
      additional: { renewal: row('renewal', price.renewal), transfer: row('transfer', price.transfer) },
    },
    limits: limitsOf(state, window),
    ttlRemaining: remaining(state, window),
  };
}

export function pricing(state: DomainState, params: Params): object {
  const wanted = listOf(params['tlds']);
  const rows = [...state.prices].filter(([tld]) => wanted.length === 0 || wanted.includes(tld));
  return {
    pricing: Object.fromEntries(
      rows.map(([tld, price]) => [
        tld,
        {
          registration: dollars(price.registration),
          renewal: dollars(price.renewal),
          transfer: dollars(price.transfer),
          ...(price.specialType === undefined ? {} : { specialType: price.specialType }),
          coupons: price.coupons ?? [], // porkbun.md §5: `[]` when empty, else an object
        },
      ]),
    ),
  };
}
