/** How far a schedule has come. */
export interface ScheduleState {
  /** Milliseconds since the epoch: when it runs next. */
  readonly nextAt: number;
  /** The last organization that a run under way has reached; null where none is under way. */
  readonly afterOrganization: string | null;
}

/** Keeps when schedules run next. `organizations` gives ids in order, a page behind one. */
export interface ScheduleStore {
  get(name: string): Promise<ScheduleState | undefined>;
  save(name: string, state: ScheduleState): Promise<void>;
  organizations(after: string | null, limit: number): Promise<readonly string[]>;
}
