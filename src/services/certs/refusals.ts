import { describeProblem, problemFromDetails } from '../../core/acme-problem.ts';
import { keysOfRefusal, keysThatHold, type LimitedRequest } from '../../core/ca-refusal.ts';
import { findCa } from '../../core/certificate-authorities.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { CertDeps } from './deps.ts';

type RefusalDeps = Pick<CertDeps, 'caBudgets' | 'clock'>;

/** Milliseconds that a refusal is kept to at most: after a day, a CA that mended its limit, or set a wrong one, is asked again. */
const LONGEST_MS = 86_400_000;

/**
 * Refuses what the CA refused before, for as long as it said: it need not be asked to be known.
 *
 * @throws RegctlError `RATE_LIMITED` with the words of the CA
 */
export async function refuseLimited(deps: RefusalDeps, request: LimitedRequest): Promise<void> {
  const now = deps.clock.now();
  const refusal = await deps.caBudgets.refused(keysThatHold(request), now);
  if (refusal === undefined) return;
  const until = refusal.until.toISOString();
  throw new RegctlError('RATE_LIMITED', `${findCa(request.ca).name} is not asked before ${until}`, {
    reason: `it refused the same at ${refusal.at.toISOString()}: ${refusal.words}`,
    hint: 'wait until then, or choose another CA with `--ca`',
    details: { class: 'scheduled', refusedAt: refusal.at.toISOString(), freeAt: until },
    retryAfterSeconds: Math.ceil((refusal.until.getTime() - now.getTime()) / 1000),
  });
}

/** Remembers a refusal for as long as the CA says; one that says nothing of time is not remembered. */
export async function rememberRefusal(
  deps: RefusalDeps,
  request: LimitedRequest,
  error: unknown,
): Promise<void> {
  if (!isRegctlError(error, 'RATE_LIMITED')) return;
  const problem = problemFromDetails(error.details?.['acme']);
  const retryAt = error.details?.['retryAt'];
  if (problem === undefined || typeof retryAt !== 'string') return;
  const at = deps.clock.now();
  const until = new Date(Math.min(Date.parse(retryAt), at.getTime() + LONGEST_MS));
  if (until <= at) return;
  const words = describeProblem(problem);
  await deps.caBudgets.remember(keysOfRefusal(request, problem).map((key) => ({ key, words, at, until })));
}
