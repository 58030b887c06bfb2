import type { DomainName } from '../core/names.ts';
import type { Plan } from '../core/plan/plan.ts';

/**
 * How far an apply has come. `interrupted` was asked to stop, or its process died: applying its plan again finishes it. `running` with a dead process is what
 * the next run finds and accounts for. `continued` and `overtaken` are told of an interrupted or partial one that nothing is left to do of, and never stored.
 */
export type OperationStatus =
  'running' | 'done' | 'failed' | 'partial' | 'interrupted' | 'continued' | 'overtaken';

/** One apply of one plan, written before and after every step. Plain JSON data. */
export interface OperationEntry {
  readonly id: string;
  readonly account: string;
  readonly zone: DomainName;
  readonly status: OperationStatus;
  readonly plan: Plan;
  /** Changes known to be carried out: the first `appliedChanges` of the plan. */
  readonly appliedChanges: number;
  /** Changes handed to the provider whose outcome was not yet seen; 0 between writes. */
  readonly inFlightChanges: number;
  readonly startedAt: string;
  readonly updatedAt: string;
  /** Who and from where: `user@host pid 4711`. */
  readonly actor: string;
  readonly snapshotBefore: string | null;
  readonly snapshotAfter: string | null;
  /** The failure, as its code and message, when there was one. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** An apply with what later ones make of it. */
export interface Operation extends OperationEntry {
  /** The latest apply of the same plan, where that is another one: it went on with this one. */
  readonly continuedBy: string | null;
  /** Of an apply that stopped before it was done, the first one of another plan that wrote to the zone since. One that failed wrote nothing. */
  readonly overtakenBy: string | null;
}

/** Keeps operations. `save` inserts or replaces by id and is durable when it resolves. `list` gives the newest first. */
export interface OperationStore {
  save(operation: OperationEntry): Promise<void>;
  get(id: string): Promise<Operation | undefined>;
  list(filter: {
    readonly account?: string;
    readonly zone?: DomainName;
    readonly status?: OperationStatus;
    /** Runs of this plan only. */
    readonly plan?: string;
    /** Only those older than this one. */
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly Operation[]>;
}
