/** One request that was answered. */
export interface SeenRequest {
  readonly requestId: string;
  readonly method: string;
  /** The path as the contract has it, so that there are few: `/api/v1/zones/:zone`. */
  readonly route: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** Who asked; null where nobody is known. */
  readonly user: string | null;
  /** As the caller sent it (W3C Trace Context). */
  readonly traceparent: string | null;
}

/** One job that a worker let go of. */
export interface SeenJob {
  readonly id: string;
  readonly type: string;
  readonly organization: string;
  readonly outcome: 'done' | 'failed' | 'released';
  readonly startedAt: number;
  readonly durationMs: number;
}

/** Watches a server. Never throws, never waits. */
export interface Observer {
  request(seen: SeenRequest): void;
  job(seen: SeenJob): void;
  /** How many certificates of an organization end within seven days. */
  endingCertificates(organization: string, count: number): void;
}
