import type { Json } from '../core/errors.ts';
import type { DomainName } from '../core/names.ts';

/**
 * How far a request to a registrar has come. `requested` is written before it is sent: found by a later run it means that nobody saw the answer. `unknown`:
 * somebody looked and could not tell.
 */
export type JobStatus =
  'requested' | 'unknown' | 'running' | 'action-required' | 'done' | 'failed' | 'cancelled';

/** States in which a job may still change. */
export const OPEN_JOBS: readonly JobStatus[] = ['requested', 'unknown', 'running', 'action-required'];

/** One request to a registrar that costs money or takes its time, or a guided move. Plain JSON data, without secrets. */
export interface Job {
  readonly id: string;
  readonly account: string;
  readonly provider: string;
  readonly domain: DomainName;
  /** `register`, `renew`, `transfer`, `ns-set`, `move`, … */
  readonly action: string;
  readonly status: JobStatus;
  /** Of purchases: the same key never buys twice. */
  readonly idempotencyKey: string | null;
  /** Names the request at the registrar. */
  readonly handle: string | null;
  /** What a person should know about its state. */
  readonly detail: string | null;
  /** What was asked for; never an auth code or contact data. */
  readonly request: { readonly [key: string]: Json };
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly actor: string;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/**
 * Keeps jobs. `save` inserts or replaces by id and is durable when it resolves; a second job with the same idempotency key throws `ALREADY_EXISTS`. `list`
 * gives the newest first.
 */
export interface JobStore {
  save(job: Job): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  findByKey(idempotencyKey: string): Promise<Job | undefined>;
  list(filter: {
    readonly account?: string;
    readonly domain?: DomainName;
    readonly action?: string;
    readonly statuses?: readonly JobStatus[];
    /** Only those older than this one. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Job[]>;
}

/** Keeps answers that change seldom, such as prices. */
export interface LookupStore {
  get(key: string): Promise<{ readonly body: Json; readonly readAt: string } | undefined>;
  put(key: string, body: Json, readAt: string): Promise<void>;
}
