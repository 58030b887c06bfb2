/** One count that is kept: so many at once, each of them free again after `refillMs`. */
export interface CountedBudget {
  readonly key: string;
  readonly size: number;
  readonly refillMs: number;
}

/**
 * Keeps count of what was taken of the limits of CAs, and what CAs refused for a while, for all processes that use the store.
 *
 * Contract: `take` takes one of each budget or, where one is spent, none, and tells which and when it is free again; of any number of calls at the same time
 * never more than a budget's size are taken. `spend` takes one also of a budget that is spent. `giveBack` undoes one. A clock that
 * was set back leaves nothing spent for longer than a window. `firstSpent` takes nothing.
 * `remember` puts a refusal in the place of an earlier one of the same key; `refused` gives what lasts longest, and nothing that was remembered under a clock
 * that was ahead.
 */
export interface CaBudgetStore {
  take(budgets: readonly CountedBudget[], now: Date): Promise<SpentBudget | undefined>;
  spend(budget: CountedBudget, now: Date): Promise<void>;
  giveBack(budget: Pick<CountedBudget, 'key' | 'refillMs'>): Promise<void>;
  /** The first that is spent. */
  firstSpent(budgets: readonly CountedBudget[], now: Date): Promise<SpentBudget | undefined>;
  remember(refusals: readonly CaRefusal[]): Promise<void>;
  refused(keys: readonly string[], now: Date): Promise<CaRefusal | undefined>;
}

/** What a CA refused, in its words, and until when. */
export interface CaRefusal {
  readonly key: string;
  readonly words: string;
  readonly at: Date;
  readonly until: Date;
}

export interface SpentBudget {
  readonly key: string;
  readonly freeAt: Date;
}
