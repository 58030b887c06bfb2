import type { NewEvent, RegctlEvent } from '../core/events.ts';

/**
 * Keeps what happened in an organization until it was handed on.
 *
 * Contract: `publish` is durable when it resolves, and once per key; stores that write a state change write its events in the same batch instead. `pending`
 * gives the oldest first; what was marked is given no more.
 */
export interface EventOutbox {
  publish(events: readonly NewEvent[]): Promise<void>;
  pending(limit: number): Promise<readonly RegctlEvent[]>;
  markRelayed(events: readonly RegctlEvent[]): Promise<void>;
  /** Forgets what was handed on before a time. */
  prune(before: Date): Promise<number>;
}
