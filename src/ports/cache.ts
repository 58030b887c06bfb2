/**
 * Keeps answers that may be asked for again, for a while.
 *
 * Contract: what was put may be gone at any time, and elsewhere the value before it may be read for a minute. So nothing is decided by it that must be true
 * now: no sign-in, no revocation, no lock. A cache that fails is one that holds nothing.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string, ttlSeconds: number): Promise<void>;
}
