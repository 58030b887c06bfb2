import type { Json } from '../core/errors.ts';

/** What somebody did or tried to do. Plain JSON data, without secrets. */
export interface AuditEvent {
  readonly organization: string;
  readonly actor: string;
  /** Address that the request came from; null for a job. */
  readonly source: string | null;
  readonly requestId: string;
  /** The operation: `zones.delete`. */
  readonly action: string;
  /** `begun` stands before what is done, so that a process that dies leaves a trace. */
  readonly outcome: 'begun' | 'done' | 'failed' | 'refused';
  /** The code of a failure. */
  readonly code: string | null;
  /** Input or result, secrets removed. */
  readonly details: Json;
}

/** One kept event: its place in the chain of its organization, and the digest that binds it to the one before. */
export interface AuditEntry extends AuditEvent {
  /** 1 for the first of an organization. */
  readonly sequence: number;
  /** RFC 3339, UTC. */
  readonly at: string;
  /** SHA-256 over the hash of the entry before and all else of this one, in hex. */
  readonly hash: string;
}

/** Keeps what was done, append-only. `append` is durable when it resolves. */
export interface AuditLog {
  append(event: AuditEvent): Promise<void>;
}

/**
 * Keeps entries. `add` throws `ALREADY_EXISTS` where the organization has an entry of that sequence; nothing changes or removes one. `list` gives those
 * behind `after`, the oldest first.
 */
export interface AuditStore {
  add(entry: AuditEntry): Promise<void>;
  last(organization: string): Promise<AuditEntry | undefined>;
  /** Those that have entries, gone ones too. */
  organizations(): Promise<readonly string[]>;
  list(filter: {
    readonly organization: string;
    readonly after: number;
    readonly limit: number;
  }): Promise<readonly AuditEntry[]>;
}
