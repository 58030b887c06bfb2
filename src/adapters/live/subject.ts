import type { LiveNews } from '../../ports/live-state.ts';

/** One thing that goes on, and those who wait for news of it. */
export interface LiveSubject {
  tell(news: Omit<LiveNews, 'count'>): void;
  hear(known: number | undefined, forMs: number): Promise<LiveNews | undefined>;
}

/** Keeps news of one thing in memory. */
export function createLiveSubject(): LiveSubject {
  let last: LiveNews | undefined;
  const waiting = new Set<() => void>();
  const isNews = (known: number | undefined): boolean => last !== undefined && last.count !== known;
  return {
    tell: (news) => {
      last = { ...news, count: (last?.count ?? 0) + 1 };
      for (const wake of waiting) wake();
    },
    hear: async (known, forMs) => {
      if (!isNews(known)) {
        const woken = Promise.withResolvers<void>();
        const timer = setTimeout(woken.resolve, forMs);
        waiting.add(woken.resolve);
        await woken.promise;
        waiting.delete(woken.resolve);
        clearTimeout(timer);
      }
      return isNews(known) ? last : undefined;
    },
  };
}
