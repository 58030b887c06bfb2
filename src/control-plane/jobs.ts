import { isRegctlError, type RegctlError } from '../core/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, LeasedJob } from '../ports/job-queue.ts';
import type { Logger } from '../ports/logger.ts';
import type { Schedule } from '../services/jobs/schedule.ts';
import type { JobOutcome } from '../services/jobs/worker.ts';
import type { ControlPlane } from './index.ts';
import { DOMAIN_JOBS } from './jobs/domains.ts';
import type { AnyJobType, JobContext } from './jobs/job-type.ts';
import type { LocalDeps } from './local.ts';

const MINUTE_MS = 60_000;
/** Milliseconds after which a job is stopped: longer than any wait for a provider, shorter than what a store is kept open for. */
const JOB_TIMEOUT_MS = 30 * MINUTE_MS;
/** Characters of an error that are kept. */
const MAX_ERROR = 2_000;

/** Every kind of background work, by name. */
export const JOB_TYPES: { readonly [type: string]: AnyJobType } = { ...DOMAIN_JOBS };

/** What is done again and again; each is a job type. */
export const SCHEDULES: readonly Schedule[] = [
  { name: 'domains.follow-open', everyMs: 10 * MINUTE_MS, spreadMs: 5 * MINUTE_MS },
];

/** What the handlers work with; a composition root hands it over. */
export interface JobRunnerDeps {
  readonly queue: Pick<JobQueue, 'send' | 'report'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Stores and control plane of an organization, acting in somebody's name. */
  open(
    organization: string,
    actor: string,
  ): Promise<{ readonly deps: LocalDeps; readonly regctl: ControlPlane }>;
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
  try {
    const opened = await deps.open(job.organization, `job ${job.type}`);
    const context: JobContext = {
      ...opened,
      job,
      queue: deps.queue,
      signal,
      report: (progress) => deps.queue.report(job, progress),
    };
    return { kind: 'done', ...(await type.run(context, payload.data as never)) };
  } catch (error) {
    if (stop.aborted) return { kind: 'released' };
    if (!isRegctlError(error)) {
      deps.logger.warn('defect in a job', {
        job: job.id,
        type: job.type,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
      return { kind: 'failed', error: 'INTERNAL: defect' };
    }
    return failureOf(deps.clock, type, job, error);
  }
}

function failureOf(clock: Clock, type: AnyJobType, job: LeasedJob, error: RegctlError): JobOutcome {
  const text = [`${error.code}: ${error.message}`, error.reason, error.hint]
    .filter((part) => part !== undefined)
    .join('\n')
    .slice(0, MAX_ERROR);
  if (!mayPass(error)) return permanent(text);
  const pause = type.retryAfterMs?.(job.failures + 1);
  if (pause === null) return permanent(text);
  const asked = (error.retryAfterSeconds ?? 0) * 1_000;
  if (pause === undefined && asked === 0) return { kind: 'failed', error: text };
  // A pause that the other side asks for is one try of three as any other: it must not go on for ever.
  if (pause === undefined && job.failures + 1 >= 3) return { kind: 'failed', error: text };
  return {
    kind: 'failed',
    error: text,
    retryAt: new Date(clock.now().getTime() + Math.max(pause ?? 0, asked)),
  };
}

/** Whether the same may succeed later with nothing changed by a person. */
function mayPass(error: RegctlError): boolean {
  return (
    error.retryable ||
    error.category === 'internal' ||
    isRegctlError(error, 'LOCKED', 'CONFLICT', 'PLAN_STALE')
  );
}

function permanent(error: string): JobOutcome {
  return { kind: 'failed', error, permanent: true };
}
