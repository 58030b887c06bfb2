import * as z from 'zod';
import type { HttpResponse } from '../../../ports/http-client.ts';
import type { ApiLimits } from '../../http/within-budget.ts';

/** What an answer says of a limit (the reply of `checkDomain` and of refusals, read 2026-11-21). Numbers come as text too. */
const said = z.object({
  status: z.string(),
  code: z.string().optional().catch(undefined),
  message: z.string().catch(''),
  ttlRemaining: z.coerce.number().nonnegative().optional().catch(undefined),
  limits: z.object({ limit: z.coerce.number(), used: z.coerce.number() }).optional().catch(undefined),
});

/**
 * Everything without a limit of its own. Nothing is documented; about 60 requests a minute with a burst of about 5 were measured, beyond which the API answers
 * 503 with a page of HTML (several clients, read 2026-11-21). One is left of the burst, since requests come in less evenly than they went out.
 */
export function generalLimits(account: string): ApiLimits {
  return { budget: { key: `porkbun/${account}`, burst: 4, perSecond: 1 }, throttled };
}

/** `checkDomain`: one in ten seconds for an account; the answer tells what is left (API v3, "Domain Check", read 2026-11-21). */
export function checkLimits(account: string): ApiLimits {
  return {
    budget: { key: `porkbun/${account}/check`, burst: 1, perSecond: 0.1 },
    // The refusal came with HTTP 200, 400 and 429, and in older replies without a code (read 2026-11-21).
    throttled: (response) => {
      const found = throttled(response);
      if (found !== undefined) return found;
      const reply = read(response);
      return reply?.status === 'ERROR' && reply.limits !== undefined && (reply.ttlRemaining ?? 0) > 0
        ? waiting(reply.ttlRemaining)
        : undefined;
    },
    hint: (response) => {
      const reply = read(response);
      if (reply?.limits === undefined || reply.limits.used < reply.limits.limit) return 0;
      return (reply.ttlRemaining ?? 0) * 1000;
    },
  };
}

/**
 * Attempts to buy: one in ten seconds by the older documents, one a second by the newer; both then count successes by the day (read 2026-11-21). A budget for
 * each kind, so that a day's worth of registrations holds up no renewal.
 */
export function purchaseLimits(account: string, kind: 'create' | 'renew' | 'transfer'): ApiLimits {
  return { budget: { key: `porkbun/${account}/${kind}`, burst: 1, perSecond: 0.1 }, throttled };
}

/** 503 with HTML is the undocumented general throttle; the documented limits say `RATE_LIMIT_EXCEEDED`, with whatever status. */
function throttled(response: HttpResponse): { readonly waitSeconds?: number } | undefined {
  const reply = read(response);
  if (reply === undefined) {
    return response.status === 429 || response.status === 503
      ? waiting(seconds(response.headers['retry-after']))
      : undefined;
  }
  if (reply.status === 'SUCCESS') return undefined;
  if (response.status !== 429 && reply.code !== 'RATE_LIMIT_EXCEEDED' && !/rate limit/i.test(reply.message))
    return undefined;
  return waiting(reply.ttlRemaining ?? seconds(response.headers['retry-after']));
}

/** A refusal, or an answer with limits; undefined for all others, which are not worth reading twice, and for what is no JSON of the API. */
function read(response: HttpResponse): z.infer<typeof said> | undefined {
  if (response.status === 200 && !/"ERROR"|"limits"/.test(response.text))
    return { status: 'SUCCESS', message: '' };
  try {
    return said.safeParse(JSON.parse(response.text)).data;
  } catch {
    // HTML, or half a reply: no refusal that the API wrote.
    return undefined;
  }
}

function waiting(wait: number | undefined): { readonly waitSeconds?: number } {
  return wait === undefined ? {} : { waitSeconds: wait };
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
