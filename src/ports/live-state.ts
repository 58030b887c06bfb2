/** What was told last of something that goes on. */
export interface LiveNews {
  /** How often something was told; by it news are told from what is known. */
  readonly count: number;
  readonly progress: string;
  /** Whether it has come to its end. */
  readonly ended: boolean;
}

/**
 * Lets those who wait hear at once how something goes on, by whatever process it is done.
 *
 * Contract: nothing is decided by it. News may be lost, and are forgotten some time after they were told; whoever must know looks at what is kept, as well.
 * Neither call rejects. `hear` gives what was told last as soon as its count is another than `known`, undefined when `forMs` have passed without.
 */
export interface LiveState {
  tell(subject: string, news: Omit<LiveNews, 'count'>): Promise<void>;
  hear(subject: string, known: number | undefined, forMs: number): Promise<LiveNews | undefined>;
}
