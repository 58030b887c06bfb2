import type { ApiLimits } from '../../http/within-budget.ts';
import type { HttpResponse } from '../../../ports/http-client.ts';

/** Records that one batch takes at most, by plan ("Batch DNS records", read 2026-11-21). */
export const BATCH_RECORDS = { free: 200, paid: 3_500, enterprise: 3_500 } as const;
export type Plan = keyof typeof BATCH_RECORDS;

/** Records asked for in one page: one request for nearly every zone. A server that gives less is followed page by page. */
export const RECORDS_PER_PAGE = 5_000;
/** What the documents allow for zones and accounts (read 2026-11-21). */
export const ZONES_PER_PAGE = 50;
/** Custom hostnames in one page, the most by the documents (read 2026-11-21). */
export const HOSTNAMES_PER_PAGE = 50;
/** Names in one availability check (read 2026-11-21). */
export const NAMES_PER_CHECK = 20;

/** Seconds that all calls are refused for once the limit is passed; for a refusal that does not say it itself. */
const BLOCK_SECONDS = 300;
/** Codes that mean throttling whatever the status (seen by others, in no document; read 2026-11-21). */
const THROTTLED = /"code"\s*:\s*"?(?:971|10429)\b/;

/**
 * 1,200 requests in 5 minutes, over all tokens of a user and the dashboard (read 2026-11-21). A full burst and 5 minutes at this rate make 1,150, and the
 * rest is for people.
 */
export function limitsOf(account: string): ApiLimits {
  return {
    budget: { key: `cloudflare/${account}`, burst: 100, perSecond: 3.5 },
    throttled: (response) =>
      response.status === 429 || (response.status >= 400 && THROTTLED.test(response.text))
        ? { waitSeconds: waitSeconds(response) }
        : undefined,
    hint: (response) => {
      const { left, seconds } = rateLimit(response);
      return left === 0 ? seconds * 1000 : 0;
    },
  };
}

function waitSeconds(response: HttpResponse): number {
  const after = response.headers['retry-after'] ?? '';
  if (/^\d+$/.test(after)) return Number(after);
  const { left, seconds } = rateLimit(response);
  return left === 0 && seconds > 0 ? seconds : BLOCK_SECONDS;
}

/** `Ratelimit: "default";r=50;t=30`: requests left, and seconds until there are new ones (read 2026-11-21). */
function rateLimit({ headers }: HttpResponse): {
  readonly left: number | undefined;
  readonly seconds: number;
} {
  const text = headers['ratelimit'] ?? '';
  const left = /;\s*r=(\d+)/.exec(text)?.[1];
  return {
    left: left === undefined ? undefined : Number(left),
    seconds: Number(/;\s*t=(\d+)/.exec(text)?.[1] ?? 0),
  };
}
