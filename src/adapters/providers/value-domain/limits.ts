import type { HttpResponse } from '../../../ports/http-client.ts';
import type { ApiLimits } from '../../http/within-budget.ts';

/** One PUT replaces the zone, so any number of changes fits; this bounds what one look at the zone has to be compared with. */
export const MAX_CHANGES = 10_000;

/** Rows of a page: the highest `limit` that is known to work (read 2026-11-21; the maximum is not documented). */
export const PAGE_SIZE = 100;

/** Names of one availability question; no maximum is documented (read 2026-11-21), this keeps the URL short. */
export const NAMES_PER_SEARCH = 20;

/**
 * Seconds. Sixty requests pass in sixty seconds, then 429 without Retry-After until the sixty seconds are over (observed 2021, read 2026-11-21). Whether the
 * window slides or is fixed is not known; waiting the whole of it is right for both.
 */
const WINDOW_SECONDS = 60;
const REQUESTS_PER_WINDOW = 60;
const BURST = 20;

export function limitsOf(account: string): ApiLimits {
  return {
    budget: {
      key: `value-domain/${account}`,
      burst: BURST,
      // The burst counts as well: in no sixty seconds are there more than 20 + 40 requests.
      perSecond: (REQUESTS_PER_WINDOW - BURST) / WINDOW_SECONDS,
    },
    throttled,
  };
}

function throttled({ status, headers }: HttpResponse): { readonly waitSeconds: number } | undefined {
  if (status !== 429) return undefined;
  const said = headers['retry-after'] ?? '';
  return { waitSeconds: /^\d+$/.test(said) ? Number(said) : WINDOW_SECONDS };
}
