/** One count that is kept: so many at once, each of them free again after `refillMs`. */
export interface CountedBudget {
  readonly key: string;
  readonly size: number;
  readonly refillMs: number;
}

/**
 * Keeps count of what was taken of the limits of CAs, for all processes that use the store.
 *
 * Contract: `take` takes one of each budget or, where one is spent, none, and tells which and when it is free again; of any number of calls at the same time
 * never more than a budget's size are taken. `spend` takes one also of a budget that is spent. `giveBack` undoes one. A clock that
 * was set back leaves nothing spent for longer than a window. `firstSpent` takes nothing.
 */
export interface CaBudgetStore {
  take(budgets: readonly CountedBudget[], now: Date): Promise<SpentBudget | undefined>;
  spend(budget: CountedBudget, now: Date): Promise<void>;
  giveBack(budget: Pick<CountedBudget, 'key' | 'refillMs'>): Promise<void>;
  /** The first that is spent. */
  firstSpent(budgets: readonly CountedBudget[], now: Date): Promise<SpentBudget | undefined>;
}

export interface SpentBudget {
  readonly key: string;
  readonly freeAt: Date;
}
