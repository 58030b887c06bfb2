import type { RRTypeName } from '../../../core/rrset.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import type { RateBudget } from '../../../ports/rate-limiter.ts';
import type { ApiLimits } from '../../http/within-budget.ts';

/** The record types that there are (service model 2013-04-01, read 2026-11-21). */
export const TYPES: readonly RRTypeName[] =
  'A AAAA CAA CNAME DS HTTPS MX NAPTR NS PTR SOA SPF SRV SSHFP SVCB TLSA TXT'.split(' ');

/** ResourceRecord elements and characters of their values in one change batch; an UPSERT would count twice (quotas of Route 53, read 2026-11-21). */
export const MAX_BATCH_VALUES = 1_000;
export const MAX_BATCH_CHARACTERS = 32_000;

/** Characters of one value (service model 2013-04-01, read 2026-11-21). */
export const MAX_VALUE_CHARACTERS = 4_000;

/** Changes in one write: an update removes one set and adds one, so that this many updates of single values fill a batch. */
export const MAX_CHANGES: number = MAX_BATCH_VALUES / 2;

/** The most that the lists give at once (service models, read 2026-11-21). */
export const ZONES_PER_PAGE = 100;
export const RECORD_SETS_PER_PAGE = 300;
export const DOMAINS_PER_PAGE = 100;
export const PRICES_PER_PAGE = 1_000;

/** Pages of one list, beyond which an answer is not believed: a hundred times a zone of 10,000 sets, which is the quota. */
export const MAX_PAGES = 4_000;

/** Tries of a change while Route 53 still takes in an earlier one of the zone, and the first pause in milliseconds, doubled each time: 15 s in all. */
export const PRIOR_REQUEST_TRIES = 5;
export const PRIOR_REQUEST_PAUSE_MS = 1_000;

/**
 * Hosted zones: 50 requests at once, 10 a second, for the whole AWS account (developer guide, since 2026-07-30, read 2026-11-21). Five are left of the burst,
 * since requests come in less evenly than they went out.
 */
export function dnsLimits(account: string): ApiLimits {
  return { budget: { key: `route53/${account}/dns`, burst: 45, perSecond: 10 }, throttled };
}

/** Actions with a lower limit of their own beside the account's (developer guide, read 2026-11-21). */
export function actionBudget(account: string, action: string): RateBudget | undefined {
  if (action === 'CreateHostedZone') return { key: `route53/${account}/${action}`, burst: 40, perSecond: 2 };
  if (action === 'DeleteHostedZone') return { key: `route53/${account}/${action}`, burst: 40, perSecond: 5 };
  return undefined;
}

/** Route 53 Domains publishes no number; one request a second with a burst of five is a guess on the careful side (unconfirmed, 2026-11-21). */
export function domainsLimits(account: string): ApiLimits {
  return { budget: { key: `route53/${account}/domains`, burst: 5, perSecond: 1 }, throttled };
}

/** `Throttling` with status 400 and no Retry-After at the zones, `ThrottlingException` at the domains (read 2026-11-21). */
function throttled({ status, text }: HttpResponse): { readonly waitSeconds?: number } | undefined {
  if (status < 400) return undefined;
  return status === 429 || /<Code>Throttling|"__type"\s*:\s*"(?:[^"]*#)?Throttling/.test(text)
    ? {}
    : undefined;
}
