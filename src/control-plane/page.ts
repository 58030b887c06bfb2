import * as z from 'zod';

/** Part of a long list, and where the next part begins. */
export interface Page {
  readonly items: readonly unknown[];
  /** What to give as `cursor` for the next page; null when this is the last. */
  readonly next: string | null;
}

/** Items of one page: as many as are given where nobody says a number, and at most. */
export const DEFAULT_PAGE = 1_000;
export const MAX_PAGE = 10_000;

export const pageSchema: z.ZodType<Page> = z.object({
  items: z.array(z.unknown()),
  next: z.string().nullable(),
});
