import type { DomainName } from '../core/names.ts';
import type { Plan } from '../core/plan/plan.ts';

/**
 * How far an apply has come. `interrupted` was asked to stop, or its process died: applying its plan again finishes it. `running` with a dead process is what
 * the next run finds and accounts for.
 */
export type OperationStatus = 'running' | 'done' | 'failed' | 'partial' | 'interrupted';

/** One apply of one plan, written before and after every step. Plain JSON data. */
export interface Operation {
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

/** Keeps operations. `save` inserts or replaces by id and is durable when it resolves. `list` gives the newest first. */
export interface OperationStore {
  save(operation: Operation): Promise<void>;
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
