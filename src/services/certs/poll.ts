import { RegctlError } from '../../core/errors.ts';
import type { CertCall, CertDeps } from './deps.ts';

/** Milliseconds between looks where the CA says nothing: test servers settle at once, others within seconds. */
const PAUSES_MS = [20, 50, 150, 500, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Seconds; a longer Retry-After is not waited out: the next run goes on. */
const PATIENCE_SECONDS = 60;

/**
 * Looks until there is something to see, with pauses that grow or that the CA asks for.
 *
 * @param look - gives the end, or how long the CA would have it wait
 * @param giveUpAt - milliseconds since the epoch
 * @param firstMs - before the first look, where it would hardly see the end
 * @throws RegctlError `CERTIFICATE_PENDING` when the time is up or the CA asks for more than a minute
 */
export async function poll<T>(
  deps: Pick<CertDeps, 'clock'>,
  what: string,
  giveUpAt: number,
  call: CertCall,
  look: () => Promise<{ readonly end: T } | { readonly retryAfterSeconds: number | null }>,
  firstMs = 0,
): Promise<T> {
  if (firstMs > 0) await deps.clock.sleep(firstMs, call.signal);
  for (let round = 0; ; round++) {
    const seen = await look();
    if ('end' in seen) return seen.end;
    const said = seen.retryAfterSeconds ?? 0;
    const pause = Math.max(PAUSES_MS[Math.min(round, PAUSES_MS.length - 1)] as number, said * 1000);
    if (said > PATIENCE_SECONDS || deps.clock.now().getTime() + pause > giveUpAt)
      throw new RegctlError('CERTIFICATE_PENDING', `${what} is not settled yet`, {
        reason: said > 0 ? `the CA asks to come back in ${said} s` : 'the CA still works on it',
        hint: 'run it again later; it goes on with the same order',
        details: { class: 'scheduled' },
        ...(said > 0 ? { retryAfterSeconds: said } : {}),
      });
    await deps.clock.sleep(pause, call.signal);
  }
}
