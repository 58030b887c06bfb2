/** Time as a port, so that tests need no sleep. */
export interface Clock {
  /** The current time. */
  now(): Date;
  /** Resolves after `ms` milliseconds; rejects with RegctlError `INTERRUPTED` when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
