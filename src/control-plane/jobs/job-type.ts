import type * as z from 'zod';
import type { Json } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, QueuedJob } from '../../ports/job-queue.ts';
import type { Observer } from '../../ports/observer.ts';
import type { Mailer, NoticeRecipients } from '../../ports/mailer.ts';
import type { ZoneExportStore } from '../../ports/zone-export-store.ts';
import type { WebhookDeps } from '../../services/webhooks/deps.ts';
import type { ControlPlane } from '../index.ts';
import type { LocalDeps } from '../local.ts';

/** What a server has besides the stores of its organizations. */
export interface JobServer {
  readonly webhooks: WebhookDeps;
  /** Absent where the operator named no mail server. */
  readonly mailer?: Mailer;
  readonly recipients: NoticeRecipients;
  /** Absent where nobody watches. */
  readonly observer?: Observer;
  /** Exports of zones; absent where there is no place for them. */
  readonly exports?: ServerExports;
}

/** Where a server keeps exports of zones. */
export interface ServerExports {
  readonly of: (organization: string) => ZoneExportStore;
  /** Days that they are kept; undefined where none are made. */
  readonly keepDays: number | undefined;
}

/** What a handler is handed that does without the stores of the organization. */
export interface ServerJobContext {
  readonly job: QueuedJob;
  readonly queue: Pick<JobQueue, 'send' | 'prune'>;
  readonly server: JobServer;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Says how it goes on, for whoever waits. */
  readonly report: (progress: string) => Promise<void>;
  /** Removes the stores of the organization, whatever of them is there. */
  readonly removeStores: () => Promise<void>;
}

/** What a handler is handed. */
export interface JobContext extends Omit<ServerJobContext, 'removeStores'> {
  /** Stores and providers of the organization, as its own local mode; what is done is done in the job's name. */
  readonly deps: LocalDeps;
  /** The control plane of the organization. */
  readonly regctl: ControlPlane;
}

/** What a handler leaves behind. */
export interface JobResult {
  /** For people; kept where the job is visible. */
  readonly result?: Json;
  /** When the same job is to be done anew. */
  readonly again?: Date;
}

/**
 * One kind of work. Its handler may be run twice for one job, the second time after the first was cut off anywhere: what must happen once is found done by a
 * unique key that is written together with it.
 */
export interface JobType<P extends Json> {
  readonly payload: z.ZodType<P>;
  readonly run: (context: JobContext, payload: P) => Promise<JobResult | undefined>;
  /** Milliseconds until the next try after so many failures, whatever they were; null for no more. The queue's own pauses when omitted, and none where only a person can mend it. */
  readonly retryAfterMs?: (failures: number) => number | null;
}

/** Work for an organization whose stores must not be opened for it, since they may be gone. */
export interface ServerJobType<P extends Json> extends Omit<JobType<P>, 'run'> {
  readonly runWithoutStores: (context: ServerJobContext, payload: P) => Promise<JobResult | undefined>;
}

/** A job type of any payload, for code that goes over all of them. */
export type AnyJobType = AnyType &
  (
    | { readonly run: (context: JobContext, payload: never) => Promise<JobResult | undefined> }
    | {
        readonly runWithoutStores: (
          context: ServerJobContext,
          payload: never,
        ) => Promise<JobResult | undefined>;
      }
  );

interface AnyType {
  readonly payload: z.ZodType;
  readonly retryAfterMs?: (failures: number) => number | null;
}

/** States a job type, its payload typed by its schema. */
export function defineJob<P extends Json>(type: JobType<P>): AnyJobType {
  return type;
}

/** The same for work without the stores of its organization. */
export function defineServerJob<P extends Json>(type: ServerJobType<P>): AnyJobType {
  return type;
}
