/** What is left of a caller's requests. */
export interface RequestAllowance {
  readonly allowed: boolean;
  /** Requests that may come in a window, and that are left of it. */
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window begins again. */
  readonly resetSeconds: number;
}

/** Counts the requests of callers, so that none takes what belongs to all. `take` counts one, also when it is refused. */
export interface RequestLimiter {
  take(key: string, perMinute: number): Promise<RequestAllowance>;
}
