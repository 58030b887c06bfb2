/**
 * Named locks that span processes.
 *
 * Contract: at most one holder of a name at a time, over all processes that share the store; the lease is renewed while `work` runs and
 * ends when it settles; a holder that died frees the name by itself within seconds. Callers re-check what they came for once inside.
 */
export interface Lock {
  /**
   * Runs `work` while holding `name`.
   *
   * @param options.timeoutMs - how long to wait for another holder; 0 does not wait
   * @param options.onWait - called once when it has to wait, with who holds it (`pid 4711 since …`)
   * @throws RegctlError `LOCKED` naming the holder when the time is up, `INTERRUPTED` when the signal aborts
   */
  withLock<T>(
    name: string,
    options: {
      readonly timeoutMs: number;
      readonly signal?: AbortSignal;
      readonly onWait?: (holder: string) => void;
    },
    work: () => Promise<T>,
  ): Promise<T>;
}
