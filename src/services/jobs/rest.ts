import { isRegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';

/** Sleeps until a time has passed or a signal is given, whichever comes first; leaves nothing behind. */
export async function rest(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!isRegctlError(error, 'INTERRUPTED')) throw error;
  }
}
