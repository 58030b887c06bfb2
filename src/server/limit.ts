import { RegctlError } from '../core/errors.ts';
import type { RequestAllowance } from '../ports/request-limiter.ts';
import type { RequestVariables, ServerDeps } from './deps.ts';

/** What of a request is needed to count it. */
export interface Counted {
  set(name: 'allowance', allowance: RequestVariables['allowance']): void;
}

/** Counts one request. @throws RegctlError `RATE_LIMITED` */
export async function limit(
  { limiter }: Pick<ServerDeps, 'limiter'>,
  context: Counted,
  key: string,
  perMinute: number,
): Promise<RequestAllowance> {
  const allowance = await limiter.take(key, perMinute);
  context.set('allowance', allowance);
  if (allowance.allowed) return allowance;
  throw new RegctlError('RATE_LIMITED', 'too many requests', {
    reason: `${String(allowance.limit)} a minute are taken`,
    hint: `try again in ${String(allowance.resetSeconds)} s`,
    retryAfterSeconds: allowance.resetSeconds,
  });
}
