import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { ProviderContext } from '../../ports/dns-provider.ts';
import type { HttpRequest, HttpResponse } from '../../ports/http-client.ts';
import type { RateBudget } from '../../ports/rate-limiter.ts';

/** What a provider's API says of its limits, and how. */
export interface ApiLimits {
  readonly budget: RateBudget;
  /** Tells whether the answer means "too fast", and the seconds to wait where it says them. */
  readonly throttled: (response: HttpResponse) => { readonly waitSeconds?: number } | undefined;
  /** Reads what an answer that is no refusal says of the budget left: milliseconds to wait before the next request, 0 where there is room. */
  readonly hint?: (response: HttpResponse) => number;
}

/**
 * When a request may be sent again: `always` (a read: also after a lost connection or a failure of the server), `refused` (a write: only when the server
 * clearly did not take it), `never` (what costs money).
 */
export type Repeat = 'always' | 'refused' | 'never';

const MAX_TRIES = 5;
/** Milliseconds: the first pause where the server names none, doubled each time, and the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Seconds; a server that asks for a longer wait is not waited for. */
const PATIENCE_SECONDS = 320;

/**
 * Sends one request within the account's budget, and again as far as that is safe. What the server says of waiting comes before what we reckoned, and holds
 * for every process of this account.
 *
 * @throws RegctlError `RATE_LIMITED`, `NETWORK`, `INTERRUPTED`
 */
export async function sendWithinBudget(
  context: ProviderContext,
  limits: ApiLimits,
  request: HttpRequest,
  repeat: Repeat,
): Promise<HttpResponse> {
  for (let attempt = 1; ; attempt++) {
    const last = repeat === 'never' || attempt >= MAX_TRIES;
    await context.limiter.take(limits.budget, {
      ...(request.signal === undefined ? {} : { signal: request.signal }),
      onWait: (ms) => {
        context.onWait?.(ms);
      },
    });
    let response: HttpResponse;
    try {
      response = await context.http.send({ ...request, repeatable: false });
    } catch (error) {
      if (last || repeat !== 'always' || !isRegctlError(error, 'NETWORK')) throw error;
      // A server that was silent for the whole time-out is not given it again.
      if (error.details?.['timedOut'] === true) throw error;
      await context.clock.sleep(jitter(attempt), request.signal);
      continue;
    }
    const throttled = limits.throttled(response);
    if (throttled === undefined) {
      if (response.status >= 500 && repeat === 'always' && !last) {
        await context.clock.sleep(jitter(attempt), request.signal);
        continue;
      }
      const pause = limits.hint?.(response) ?? 0;
      if (pause > 0) await context.limiter.pause(limits.budget, pause);
      return response;
    }
    const seconds = throttled.waitSeconds;
    const wait = seconds === undefined ? jitter(attempt) : seconds * 1000;
    await context.limiter.pause(limits.budget, wait);
    if (last || (seconds ?? 0) > PATIENCE_SECONDS)
      throw rateLimited(context, seconds ?? Math.ceil(wait / 1000));
  }
}

/** Full jitter above half the pause, so that many clients do not come back in step and none at once. */
function jitter(attempt: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return pause / 2 + Math.random() * (pause / 2);
}

function rateLimited(context: ProviderContext, seconds: number): RegctlError {
  return new RegctlError('RATE_LIMITED', `account ${context.account} asks too fast`, {
    reason: 'the provider refuses more requests for now',
    hint: `try again in ${Math.ceil(seconds)} s`,
    retryAfterSeconds: seconds,
  });
}
