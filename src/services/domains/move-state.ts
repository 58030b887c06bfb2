import type { DomainName } from '../../core/names.ts';

/** The steps of a move, in order. */
export const MOVE_STEPS = [
  'copy',
  'verify',
  'lower-ttl',
  'wait',
  'delegate',
  'watch',
  'restore-ttl',
  'clean-up',
] as const;
export type MoveStep = (typeof MOVE_STEPS)[number];

export interface MoveInput {
  readonly zone: DomainName;
  /** Account that serves the zone now, and the one that shall. */
  readonly from: string;
  readonly to: string;
  /** Account of the registrar; found where omitted. */
  readonly registrar?: string;
  /** Whether the old zone is deleted at the end. */
  readonly deleteOld: boolean;
  readonly allowFaults?: number;
  readonly allowDeletes?: number;
}

/** How far a move has come. */
export interface MoveReport {
  readonly operation: string;
  readonly zone: DomainName;
  readonly from: string;
  readonly to: string;
  /** The step that comes next; null when all is done. */
  readonly next: MoveStep | null;
  readonly nameservers: readonly DomainName[];
  /** What the new host does not take, by name and type. */
  readonly lost: readonly string[];
  /** RFC 3339: nothing happens before. */
  readonly waitUntil: string | null;
}

/** What a move has learnt, as it is kept from step to step. */
export interface MoveState {
  readonly from: string;
  readonly to: string;
  readonly next: MoveStep | null;
  readonly nameservers: readonly DomainName[];
  readonly lost: readonly string[];
  readonly waitUntil: string | null;
  /** TTLs as they were, for restore-ttl: `name type` → seconds. */
  readonly ttls: { readonly [key: string]: number };
}
