import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AcmeProblem } from './acme-problem.ts';
import type { OrderKind } from './ca-limits.ts';
import { normalizeIdentifiers, type Identifier } from './certificate.ts';
import { isWithin, parentName } from './names.ts';

/** What a CA may refuse for a while: a new ACME account, a new order, or the steps of one that it has. */
export type LimitedRequest =
  | { readonly what: 'account'; readonly ca: string }
  | {
      readonly what: 'order';
      readonly ca: string;
      readonly accountUrl: string;
      readonly identifiers: readonly Identifier[];
      readonly kind: OrderKind;
    }
  | { readonly what: 'step'; readonly ca: string; readonly orderUrl: string };

/** The more an order is exempt from, the later it stands: what one of them was refused holds back those before it as well. */
const KINDS: readonly OrderKind[] = ['first', 'renewal', 'window'];

/**
 * Keys under which a refusal is remembered, as far as the CA says what its limit is about: an account, a domain and what is below it, a name, a set of names. One
 * that says nothing is about the very same request. A refusal that is none of ACME's stands before all of them, and is about whatever is asked of the CA.
 */
export function keysOfRefusal(request: LimitedRequest, problem: AcmeProblem): readonly string[] {
  const limits = partsOf(problem).filter(({ type }) => type === 'rateLimited');
  if (limits.length === 0) return [anything(request.ca)];
  if (request.what !== 'order') return [sameRequest(request)];
  return [...new Set(limits.flatMap((limit) => keysOfLimit(request, limit)))];
}

/** Keys of what would hold a request back. */
export function keysThatHold(request: LimitedRequest): readonly string[] {
  if (request.what !== 'order') return [anything(request.ca), sameRequest(request)];
  const plain = request.identifiers.map(plainName);
  const keys = KINDS.slice(KINDS.indexOf(request.kind)).flatMap((kind) => [
    orderKey(request, kind, 'account'),
    sameRequest({ ...request, kind }),
    ...plain.map((name) => orderKey(request, kind, `name ${name}`)),
    ...plain.flatMap((name) => ancestors(name).map((above) => orderKey(request, kind, `domain ${above}`))),
  ]);
  return [anything(request.ca), ...new Set(keys)];
}

type OrderRequest = Extract<LimitedRequest, { readonly what: 'order' }>;

function keysOfLimit(request: OrderRequest, { detail, identifier }: AcmeProblem): readonly string[] {
  if (/\bexact (?:same )?set\b/i.test(detail)) return [sameRequest(request)];
  const plain = request.identifiers.map(plainName);
  const words = `${identifier ?? ''} ${detail}`.toLowerCase().match(/[a-z0-9-]+(?:\.[a-z0-9-]+)+/g) ?? [];
  const named = words.filter((word) => plain.some((name) => isWithin(name, word)));
  // Proofs fail for a name; certificates are counted for a domain with all that is below it.
  const scope = /\bfail/i.test(detail) ? 'name' : 'domain';
  if (named.length > 0) return named.map((name) => orderKey(request, request.kind, `${scope} ${name}`));
  const isOfAccount = /\b(?:from this|per|for this) account\b/i.test(detail);
  return [isOfAccount ? orderKey(request, request.kind, 'account') : sameRequest(request)];
}

function partsOf(problem: AcmeProblem): readonly AcmeProblem[] {
  return [problem, ...problem.subproblems.flatMap(partsOf)];
}

function anything(ca: string): string {
  return `${ca} requests`;
}

function sameRequest(request: LimitedRequest): string {
  if (request.what === 'account') return `${request.ca} new-accounts`;
  if (request.what === 'step') return `${request.ca} order ${request.orderUrl}`;
  const names = normalizeIdentifiers(request.identifiers).map(({ value }) => value);
  const digest = bytesToHex(sha256(new TextEncoder().encode(names.join(' ')))).slice(0, 32);
  return orderKey(request, request.kind, `names ${digest}`);
}

function orderKey({ ca, accountUrl }: OrderRequest, kind: OrderKind, of: string): string {
  return `${ca} new-orders ${accountUrl} ${kind} ${of}`;
}

function plainName({ value }: Identifier): string {
  return value.replace(/^\*\./, '');
}

function ancestors(name: string): readonly string[] {
  const all: string[] = [];
  for (let one: string | undefined = name; one !== undefined && one !== ''; one = parentName(one))
    all.push(one);
  return all;
}
