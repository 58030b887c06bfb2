import { isRegctlError, type RegctlError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventOutbox } from '../ports/event-bus.ts';
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Schedule } from '../services/jobs/schedule.ts';
import type { JobOutcome } from '../services/jobs/worker.ts';
import type { ControlPlane } from './index.ts';
import { CERTIFICATE_JOBS } from './jobs/certs.ts';
import { DOMAIN_JOBS } from './jobs/domains.ts';
import { EVENT_JOBS } from './jobs/events.ts';
import { HOSTNAME_JOBS } from './jobs/hostnames.ts';
import type { AnyJobType, JobServer, ServerJobContext } from './jobs/job-type.ts';
import { OBSERVING_JOBS } from './jobs/observing.ts';
import { ORGANIZATION_JOBS } from './jobs/organizations.ts';
import { ZONE_JOBS } from './jobs/zones.ts';
import type { LocalDeps } from './local.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Milliseconds after which a job is stopped: longer than any wait for a provider, shorter than what a store is kept open for. */
const JOB_TIMEOUT_MS = 30 * MINUTE_MS;
/** As the queue has it: a job that failed so often is dead. */
const MAX_FAILURES = 3;
/** Jobs whose end is not told: they are how it would be told. */
const QUIET = /^(?:events|mail|webhooks)\./;
/** Characters of an error that are kept. */
const MAX_ERROR = 2_000;

/** Every kind of background work, by name. */
export const JOB_TYPES: { readonly [type: string]: AnyJobType } = {
  ...DOMAIN_JOBS,
  ...CERTIFICATE_JOBS,
  ...EVENT_JOBS,
  ...HOSTNAME_JOBS,
  ...OBSERVING_JOBS,
  ...ZONE_JOBS,
  ...ORGANIZATION_JOBS,
};

/** What is done again and again; each is a job type. */
export const SCHEDULES: readonly Schedule[] = [
  { name: 'domains.follow-open', everyMs: 10 * MINUTE_MS, spreadMs: 5 * MINUTE_MS },
  { name: 'domains.expiry', everyMs: DAY_MS, spreadMs: 20 * HOUR_MS },
  { name: 'hostnames.sync', everyMs: 5 * MINUTE_MS, spreadMs: 4 * MINUTE_MS },
  { name: 'certs.sweep', everyMs: HOUR_MS, spreadMs: 10 * MINUTE_MS },
  { name: 'delegations.sweep', everyMs: 5 * MINUTE_MS, spreadMs: 4 * MINUTE_MS },
  { name: 'observing.certificates', everyMs: HOUR_MS, spreadMs: 30 * MINUTE_MS, priority: -1 },
  { name: 'zones.export', everyMs: DAY_MS, spreadMs: 20 * HOUR_MS, priority: -1 },
  // What is handed on at once, but for a process that died between what happened and the sending of the job.
  { name: 'events.relay', everyMs: 6 * HOUR_MS, spreadMs: HOUR_MS, priority: -1 },
  { name: 'events.prune', everyMs: DAY_MS, spreadMs: 20 * HOUR_MS, priority: -1 },
];

type FailedJob = Extract<JobOutcome, { readonly kind: 'failed' }>;

/** What the handlers work with; a composition root hands it over. */
export interface JobRunnerDeps {
  readonly queue: Pick<JobQueue, 'send' | 'report' | 'prune'>;
  readonly server: JobServer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stores and control plane of an organization, acting in somebody's name. */
  open(
    organization: string,
    actor: string,
  ): Promise<{ readonly deps: LocalDeps; readonly regctl: ControlPlane }>;
  /** Removes the stores of an organization that is gone. @throws RegctlError `STORE_FAILED` */
  remove(organization: string): Promise<void>;
}

/**
 * Does one job and tells what came of it; never rejects. Failures that only a person can mend are permanent; those that may pass are tried again, later each
 * time, or when the other side said.
 */
export async function runJob(
  deps: JobRunnerDeps,
  job: LeasedJob,
  stop: AbortSignal,
  types: { readonly [type: string]: AnyJobType } = JOB_TYPES,
): Promise<JobOutcome> {
  const type = Object.hasOwn(types, job.type) ? types[job.type] : undefined;
  if (type === undefined) return permanent(`no handler of this server knows the job type ${job.type}`);
  const payload = type.payload.safeParse(job.payload);
  if (!payload.success) return permanent(`the payload of ${job.type} is not as its handler takes it`);
  const signal = AbortSignal.any([stop, AbortSignal.timeout(JOB_TIMEOUT_MS)]);
  let events: EventOutbox | undefined;
  try {
    const context: ServerJobContext = {
      job,
      queue: deps.queue,
      server: deps.server,
      clock: deps.clock,
      signal,
      report: (progress) => deps.queue.report(job, progress),
      removeStores: () => deps.remove(job.organization),
    };
    if ('runWithoutStores' in type)
      return { kind: 'done', ...(await type.runWithoutStores(context, payload.data as never)) };
    const opened = await deps.open(job.organization, `job ${job.type}`);
    events = opened.deps.events;
    return { kind: 'done', ...(await type.run({ ...context, ...opened }, payload.data as never)) };
  } catch (error) {
    if (stop.aborted) return { kind: 'released' };
    const outcome = outcomeOf(deps, type, job, error);
    await tellIfGivenUp(deps.logger, events, job, outcome);
    return outcome;
  }
}

/** A job type that has its own pauses has them after every failure, also one that nobody thought of. */
function outcomeOf(
  { clock, logger }: Pick<JobRunnerDeps, 'clock' | 'logger'>,
  type: AnyJobType,
  job: LeasedJob,
  error: unknown,
): FailedJob {
  const text = isRegctlError(error) ? textOf(error) : defect(logger, job, error);
  const asked = isRegctlError(error) ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
  const pause = type.retryAfterMs?.(job.failures + 1);
  if (pause === null) return permanent(text);
  if (pause !== undefined) return laterOn(clock, text, Math.max(pause, asked));
  if (isRegctlError(error) && !mayPass(error)) return permanent(text);
  // A pause that the other side asks for is one try of three as any other: it must not go on for ever.
  if (asked === 0 || job.failures + 1 >= MAX_FAILURES) return { kind: 'failed', error: text };
  return laterOn(clock, text, asked);
}

function laterOn(clock: Clock, error: string, pauseMs: number): FailedJob {
  return { kind: 'failed', error, retryAt: new Date(clock.now().getTime() + pauseMs) };
}

function textOf(error: RegctlError): string {
  return [`${error.code}: ${error.message}`, error.reason, error.hint]
    .filter((part) => part !== undefined)
    .join('\n')
    .slice(0, MAX_ERROR);
}

/** The log has it all; who looks at the job is not told what may hold a secret. */
function defect(logger: Logger, job: LeasedJob, error: unknown): string {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.warn('defect in a job', { job: job.id, type: job.type, message });
  return 'INTERNAL: defect';
}

/** Tells that a job is given up, before it is; mail about mail that cannot be sent would never end. */
async function tellIfGivenUp(
  logger: Logger,
  events: EventOutbox | undefined,
  job: LeasedJob,
  outcome: FailedJob,
): Promise<void> {
  const isLast =
    outcome.permanent === true || (outcome.retryAt === undefined && job.failures + 1 >= MAX_FAILURES);
  if (!isLast || events === undefined || QUIET.test(job.type)) return;
  try {
    await events.publish([
      {
        type: 'job.failed',
        subject: job.subject ?? job.type,
        data: { job: job.id, type: job.type, subject: job.subject, error: outcome.error },
        key: `${job.id}/${job.attempts}/${job.failures}`,
      },
    ]);
  } catch (error) {
    logger.warn('what happened could not be kept', {
      job: job.id,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Whether the same may succeed later with nothing changed by a person. */
function mayPass(error: RegctlError): boolean {
  return (
    error.retryable ||
    error.category === 'internal' ||
    isRegctlError(error, 'LOCKED', 'CONFLICT', 'PLAN_STALE')
  );
}

function permanent(error: string): FailedJob {
  return { kind: 'failed', error, permanent: true };
}
