import type { Cache } from '../../ports/cache.ts';
import type { Logger } from '../../ports/logger.ts';

/** Seconds; Workers KV keeps nothing for less. */
const SHORTEST_TTL = 60;
/** Octets of a key that Workers KV takes. */
const LONGEST_KEY = 512;

/** The slice of a KV namespace that is used. */
export interface KvNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, options: { readonly expirationTtl: number }): Promise<void>;
}

/** Keeps answers in Workers KV. */
export function createKvCache(namespace: KvNamespace, logger: Logger): Cache {
  const failed = (error: unknown): undefined => {
    logger.warn('the cache failed', { message: error instanceof Error ? error.message : String(error) });
  };
  const fits = (key: string): boolean => new TextEncoder().encode(key).length <= LONGEST_KEY;
  return {
    get: async (key) => (fits(key) ? ((await namespace.get(key).catch(failed)) ?? undefined) : undefined),
    put: async (key, value, ttlSeconds) => {
      if (!fits(key) || ttlSeconds < SHORTEST_TTL) return;
      await namespace.put(key, value, { expirationTtl: Math.floor(ttlSeconds) }).catch(failed);
    },
  };
}
