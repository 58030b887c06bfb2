/** How fast one account may ask: so many at once, and so many a second on average. */
export interface RateBudget {
  /** Names what is shared: provider, account, and part of the API where it has a budget of its own. */
  readonly key: string;
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * Shares out an account's requests, over everything in the process and over all processes that use the store.
 *
 * Contract: `take` resolves when one more request may be sent; those that wait are served in the order in which they came. After `pause` nobody gets one
 * before the time given, whatever was saved up. State outlives the process; a clock that was set back delays nothing for longer than the budget's refill.
 */
export interface RateLimiter {
  /** @throws RegctlError `INTERRUPTED` when the signal aborts */
  take(budget: RateBudget, options?: TakeOptions): Promise<void>;
  /** The provider asked to wait, or refused: nothing more for `ms` milliseconds. */
  pause(budget: RateBudget, ms: number): Promise<void>;
}

export interface TakeOptions {
  readonly signal?: AbortSignal;
  /** Called before a wait of a second and more, with its milliseconds. */
  readonly onWait?: (ms: number) => void;
}
