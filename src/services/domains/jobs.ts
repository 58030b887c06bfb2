import { isRegctlError, RegctlError, type Json } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import { OPEN_JOBS, type Job } from '../../ports/job-store.ts';
import type { Progress, Registrar } from '../../ports/registrar.ts';
import { findAccount } from '../accounts/open.ts';
import type { DomainCall, DomainDeps } from './deps.ts';

/** Milliseconds between looks at a request that runs at a registrar: doubled up to the longer one, as registries take seconds to days. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Milliseconds; how long `ops wait` waits when nothing else is said. */
const WAIT_TIMEOUT_MS = 600_000;

/** Begins the record of a request, before it is sent. */
export function newJob(
  deps: Pick<DomainDeps, 'clock' | 'random' | 'actor'>,
  about: Pick<Job, 'account' | 'provider' | 'domain' | 'action'> & {
    readonly idempotencyKey?: string;
    readonly request: { readonly [key: string]: Json };
  },
): Job {
  const now = deps.clock.now();
  return {
    id: makeId('job', now, deps.random.bytes(7)),
    account: about.account,
    provider: about.provider,
    domain: about.domain,
    action: about.action,
    status: 'requested',
    idempotencyKey: about.idempotencyKey ?? null,
    handle: null,
    detail: null,
    request: about.request,
    startedAt: now.toISOString(),
    updatedAt: now.toISOString(),
    actor: deps.actor,
    error: null,
  };
}

/** Saves what became of a job. */
export async function saveProgress(
  deps: Pick<DomainDeps, 'jobs' | 'clock'>,
  job: Job,
  progress: Progress,
): Promise<Job> {
  return saveJob(deps, job, {
    status: progress.state,
    handle: progress.handle ?? job.handle,
    detail: progress.detail,
    error:
      progress.state === 'failed'
        ? { code: 'REGISTRAR_REFUSED', message: progress.detail ?? 'it failed' }
        : null,
  });
}

export async function saveJob(
  deps: Pick<DomainDeps, 'jobs' | 'clock'>,
  job: Job,
  changes: Partial<Omit<Job, 'id'>>,
): Promise<Job> {
  const saved = { ...job, ...changes, updatedAt: deps.clock.now().toISOString() };
  await deps.jobs.save(saved);
  return saved;
}

/** Saves that a request was refused, with the registrar's reason. */
export async function saveFailure(
  deps: Pick<DomainDeps, 'jobs' | 'clock'>,
  job: Job,
  error: unknown,
): Promise<Job> {
  const code = isRegctlError(error) ? error.code : 'INTERNAL';
  return saveJob(deps, job, {
    status: 'failed',
    error: { code, message: error instanceof Error ? error.message : 'it failed' },
  });
}

/** Gives a job. @throws RegctlError `NOT_FOUND` */
export async function getJob(deps: Pick<DomainDeps, 'jobs'>, id: string): Promise<Job> {
  const job = await deps.jobs.get(id);
  if (job !== undefined) return job;
  throw new RegctlError('NOT_FOUND', `operation ${id} not found`, {
    reason: 'the store of this machine holds no operation of that id',
    hint: 'regctl ops list',
  });
}

/** Looks once how an open job stands at the registrar and saves it. Jobs that no registrar follows are given as they are. */
export async function refreshJob(deps: DomainDeps, job: Job, signal?: AbortSignal): Promise<Job> {
  if (!OPEN_JOBS.includes(job.status) || job.handle === null) return job;
  const registrar = await registrarOf(deps, job);
  if (registrar?.follow === undefined) return job;
  return saveProgress(deps, job, await registrar.follow(job.handle, signal));
}

/**
 * Waits until a job has come to an end, looking less and less often.
 *
 * @throws RegctlError `OPERATION_PENDING` at the time-out, `ACTION_REQUIRED` at once when only a person can go on, `REGISTRAR_REFUSED` when it failed
 */
export async function waitForJob(deps: DomainDeps, id: string, call: DomainCall = {}): Promise<Job> {
  const giveUpAt = deps.clock.now().getTime() + (call.timeoutMs ?? WAIT_TIMEOUT_MS);
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const job = await refreshJob(deps, await getJob(deps, id), call.signal);
    const state = finished(job);
    if (state !== undefined) return state;
    const left = giveUpAt - deps.clock.now().getTime();
    if (left <= 0) throw pending(job);
    call.onEvent?.({
      kind: 'waiting',
      message: `${job.action} of ${job.domain} at ${job.account} is ${job.status}${job.detail === null ? '' : `: ${job.detail}`}`,
    });
    await deps.clock.sleep(Math.min(pause, left), call.signal);
  }
}

/** The registrar that works on a job. */
export async function registrarOf(deps: DomainDeps, job: Job): Promise<Registrar | undefined> {
  return deps.registrarOf(await findAccount(deps, job.account));
}

function finished(job: Job): Job | undefined {
  switch (job.status) {
    case 'done':
      return job;
    case 'cancelled':
      throw new RegctlError('REGISTRAR_REFUSED', `${job.action} of ${job.domain} was cancelled`, {
        reason: job.detail ?? 'somebody gave it up',
        hint: `see \`regctl ops get ${job.id}\``,
        details: { operation: job.id },
      });
    case 'failed':
      throw new RegctlError('REGISTRAR_REFUSED', `${job.action} of ${job.domain} failed at ${job.account}`, {
        reason: job.error?.message ?? job.detail ?? 'the registrar does not say why',
        hint: `see \`regctl ops get ${job.id}\``,
        details: { operation: job.id },
      });
    case 'action-required':
      throw new RegctlError('ACTION_REQUIRED', `${job.action} of ${job.domain} waits for a person`, {
        reason: job.detail ?? 'the registrar asks for something',
        hint: `do that, then \`regctl ops wait ${job.id}\``,
        details: { operation: job.id },
      });
    case 'requested':
    case 'unknown':
    case 'running':
      return undefined;
  }
}

function pending(job: Job): RegctlError {
  return new RegctlError('OPERATION_PENDING', `${job.action} of ${job.domain} is not finished`, {
    reason: `${job.account} says ${job.status}${job.detail === null ? '' : `: ${job.detail}`}`,
    hint: `go on waiting with \`regctl ops wait ${job.id}\``,
    details: { operation: job.id },
  });
}
