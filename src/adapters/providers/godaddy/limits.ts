import type { ProviderContext } from '../../../ports/dns-provider.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';
import type { ApiLimits } from '../../http/within-budget.ts';

/**
 * Changes in one write: with the reads around it they fit into what may be sent at once, so that little time passes between the last look at the zone and
 * the last change.
 */
export const MAX_CHANGES = 30;

/** Numbers of records that look like a full page of the API, which names no size of its own. */
export const LIKELY_PAGE_SIZES: readonly number[] = [100, 200, 250, 500, 1000, 2000, 5000];

/** GET /v1/domains, read 2026-11-21. */
export const DOMAINS_PER_PAGE = 1000;

/** POST /v1/domains/available, read 2026-11-21. */
export const NAMES_PER_CHECK = 500;

/** Milliseconds between tries while an earlier change is still being applied (409), and between looks at a zone that does not show a write yet. */
export const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000];

/** A write may show some seconds late (read 2026-11-21; how many is not documented). */
export const READ_DELAY_SECONDS = 15;

/** Seconds to wait after a refusal that names none: the classic budget is counted by the minute. */
const DEFAULT_WAIT_SECONDS = 60;

/**
 * The account's budget. GoDaddy speaks of 60 requests a minute and of about 600 in 23 minutes (both read 2026-11-21): 35 at once and 0.4 a second are at
 * most 59 in a minute and 587 in 23.
 */
export function apiLimits(context: ProviderContext): ApiLimits {
  return {
    budget: { key: `godaddy:${context.account}`, burst: 35, perSecond: 0.4 },
    throttled: (response) =>
      response.status === 429 ? { waitSeconds: waitSeconds(response, context.clock.now()) } : undefined,
    hint: ({ headers }) => {
      const left = headers['ratelimit-remaining'];
      return left !== undefined && Number(left) === 0 ? seconds(headers['ratelimit-reset']) * 1000 : 0;
    },
  };
}

/** The longest wait that a refusal names: `retryAfterSec` in the body, and the headers of newer documents (read 2026-11-21). */
function waitSeconds({ headers, text }: HttpResponse, now: Date): number {
  const inBody = Number(/"retryAfterSec"\s*:\s*(\d+(?:\.\d+)?)/.exec(text)?.[1] ?? 0);
  const after = headers['retry-after'];
  const date = after === undefined ? NaN : (Date.parse(after) - now.getTime()) / 1000;
  const inHeader = /^\d/.test(after ?? '') ? seconds(after) : Number.isFinite(date) ? date : 0;
  const named = Math.max(inBody, inHeader, seconds(headers['ratelimit-reset']));
  return named > 0 ? named : DEFAULT_WAIT_SECONDS;
}

function seconds(text: string | undefined): number {
  const value = Number(text ?? 0);
  return Number.isFinite(value) && value > 0 ? value : 0;
}
