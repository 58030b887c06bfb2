import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { normalizeIdentifiers, type Identifier } from './certificate.ts';
import type { DomainName } from './names.ts';

/** What a CA counts. */
export type CaLimitKind = 'new-accounts' | 'new-orders' | 'domain' | 'names' | 'failures';

/** A limit that a CA publishes: so many at once, each of them free again after its share of the time. */
export interface CaLimit {
  readonly kind: CaLimitKind;
  readonly size: number;
  readonly windowMs: number;
}

/** One count against a limit: of an account, a registered domain, a set of names, a name. */
export interface Budget {
  readonly key: string;
  readonly size: number;
  readonly windowMs: number;
  /** For people: `certificates for example.org`. */
  readonly what: string;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** Limits by name of the CA, as published 2026-08; of the others none are known, and what they say of themselves counts. */
const LIMITS: { readonly [ca: string]: readonly CaLimit[] } = {
  letsencrypt: [
    { kind: 'new-accounts', size: 10, windowMs: 3 * HOUR_MS },
    { kind: 'new-orders', size: 300, windowMs: 3 * HOUR_MS },
    { kind: 'domain', size: 50, windowMs: WEEK_MS },
    { kind: 'names', size: 5, windowMs: WEEK_MS },
    { kind: 'failures', size: 5, windowMs: HOUR_MS },
  ],
  'letsencrypt-staging': [
    { kind: 'new-accounts', size: 50, windowMs: 3 * HOUR_MS },
    { kind: 'new-orders', size: 1_500, windowMs: 3 * HOUR_MS },
    { kind: 'domain', size: 30_000, windowMs: WEEK_MS },
    { kind: 'names', size: 30_000, windowMs: WEEK_MS },
    { kind: 'failures', size: 200, windowMs: HOUR_MS },
  ],
};

/** What an order is, as far as limits go: the first of its names, a renewal of the very same names, or one in the window that the CA gave. */
export type OrderKind = 'first' | 'renewal' | 'window';

/** Kinds that each kind of order is exempt from. */
const EXEMPT: { readonly [K in OrderKind]: readonly CaLimitKind[] } = {
  first: [],
  renewal: ['new-orders', 'domain'],
  window: ['new-orders', 'domain', 'names', 'failures'],
};

/** Tells whether a CA has limits that are counted here. */
export function hasLimits(ca: string): boolean {
  return LIMITS[ca] !== undefined;
}

/** What opening an account takes. */
export function accountBudgets(ca: string): readonly Budget[] {
  return limitsOf(ca, 'new-accounts').map((limit) => budget(ca, limit, '', 'new ACME accounts'));
}

/**
 * What an order takes: `reserved` at once, and `open` must not be spent, as each failure of a name takes one of them.
 *
 * @param registered - the registered domain of each name
 */
export function orderBudgets(
  order: {
    readonly ca: string;
    readonly accountUrl: string;
    readonly identifiers: readonly Identifier[];
    readonly kind: OrderKind;
  },
  registered: readonly DomainName[],
): { readonly reserved: readonly Budget[]; readonly open: readonly Budget[] } {
  const { ca, accountUrl, identifiers, kind } = order;
  const of = (one: CaLimitKind): readonly CaLimit[] => (EXEMPT[kind].includes(one) ? [] : limitsOf(ca, one));
  const names = normalizeIdentifiers(identifiers).map((one) => one.value);
  return {
    reserved: [
      ...of('new-orders').map((limit) =>
        budget(ca, limit, accountUrl, `orders of ACME account ${accountUrl}`),
      ),
      ...of('domain').flatMap((limit) =>
        [...new Set(registered)].map((domain) => budget(ca, limit, domain, `certificates for ${domain}`)),
      ),
      ...of('names').map((limit) => budget(ca, limit, digest(names), 'certificates for these very names')),
    ],
    open: names.flatMap((name) => failureBudgets(ca, accountUrl, name)).filter(() => kind !== 'window'),
  };
}

/** What a failed proof of a name takes. */
export function failureBudgets(ca: string, accountUrl: string, name: string): readonly Budget[] {
  const plain = name.replace(/^\*\./, '');
  return limitsOf(ca, 'failures').map((limit) =>
    budget(ca, limit, `${accountUrl} ${plain}`, `failed proofs of ${plain}`),
  );
}

/** Milliseconds after which one more is free. */
export function refillMs({ size, windowMs }: Budget): number {
  return windowMs / size;
}

function limitsOf(ca: string, kind: CaLimitKind): readonly CaLimit[] {
  return (LIMITS[ca] ?? []).filter((limit) => limit.kind === kind);
}

function budget(ca: string, { kind, size, windowMs }: CaLimit, of: string, what: string): Budget {
  return { key: `${ca} ${kind} ${of}`.trim(), size, windowMs, what };
}

function digest(names: readonly string[]): string {
  return bytesToHex(sha256(new TextEncoder().encode(names.join(' ')))).slice(0, 32);
}
