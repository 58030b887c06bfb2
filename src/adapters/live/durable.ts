import type { LiveNews, LiveState } from '../../ports/live-state.ts';
import type { Logger } from '../../ports/logger.ts';

/** One thing that goes on, in the Durable Object that is its own. */
export interface LiveObjectCalls {
  tell(news: Omit<LiveNews, 'count'>): Promise<void>;
  hear(known: number | undefined, forMs: number): Promise<LiveNews | undefined>;
}

/** Live state in Durable Objects: the one place that a consumer of jobs and a request elsewhere have in common. An object that rests has forgotten. */
export function createDurableLiveState(
  objectOf: (subject: string) => LiveObjectCalls,
  logger: Logger,
): LiveState {
  const failed = (error: unknown): undefined => {
    logger.warn('live state failed', { message: error instanceof Error ? error.message : String(error) });
  };
  return {
    tell: (subject, news) => objectOf(subject).tell(news).catch(failed),
    hear: async (subject, known, forMs) => {
      const began = Date.now();
      try {
        return await objectOf(subject).hear(known, forMs);
      } catch (error) {
        failed(error);
        // Whoever waits must not ask again at once.
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, forMs - (Date.now() - began))));
        return undefined;
      }
    },
  };
}
