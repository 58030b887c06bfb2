/** How a request with a key stands: its answer is there, it runs, the key was another request's, or it is the first of its key. */
export type KeyedRequest =
  | { readonly state: 'first'; readonly begunAt: number }
  | { readonly state: 'running'; readonly begunAt: number }
  | { readonly state: 'mismatch' }
  /** The answer as JSON text; null where it is not kept. */
  | { readonly state: 'done'; readonly answer: string | null };

/**
 * Keeps the answers of requests by their Idempotency-Key for a day.
 *
 * Contract: of any number of `begin` with one key at the same time exactly one gives `first`; `digest` tells requests apart. `finish` keeps the answer,
 * `forget` lets the same key begin again, where it is
 * still the request of that beginning that it stands for.
 */
export interface IdempotencyStore {
  begin(organization: string, key: string, digest: string): Promise<KeyedRequest>;
  finish(organization: string, key: string, answer: string | null): Promise<void>;
  forget(organization: string, key: string, begunAt: number): Promise<void>;
  /** Lets the keys of all requests that run begin again: those of a process that died, for the one that has its store to itself. */
  forgetRunning(): Promise<void>;
}
