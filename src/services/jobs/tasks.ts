import { RegctlError } from '../../core/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, JobRecord } from '../../ports/job-queue.ts';
import type { LiveNews, LiveState } from '../../ports/live-state.ts';

/** Milliseconds between looks at a task that somebody waits for, doubled up to the longer one. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;
/** Milliseconds; how long a wait is when nothing else is said. */
const WAIT_TIMEOUT_MS = 600_000;

export interface TaskDeps {
  readonly queue: Pick<JobQueue, 'get' | 'requeue' | 'cancel'>;
  /** Where a task tells how it goes on; without it its row is looked at. */
  readonly live?: LiveState | undefined;
  readonly clock: Clock;
}

/** How long a wait may last, how it is stopped, and who listens. */
export interface TaskCall {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  readonly onEvent?: (event: { readonly kind: 'waiting'; readonly message: string }) => void;
}

/** Gives a task. @throws RegctlError `NOT_FOUND` */
export async function getTask(
  deps: Pick<TaskDeps, 'queue'>,
  organization: string,
  id: string,
): Promise<JobRecord> {
  const task = await deps.queue.get(organization, id);
  if (task !== undefined) return task;
  throw new RegctlError('NOT_FOUND', `operation ${id} not found`, {
    reason: 'the organization has no background work of that id, or it ended long ago',
    hint: 'regctl ops list',
  });
}

/** Waits until a task has come to its end. @throws RegctlError `OPERATION_PENDING`, `JOB_FAILED` */
export async function waitForTask(
  deps: TaskDeps,
  organization: string,
  id: string,
  call: TaskCall = {},
): Promise<JobRecord> {
  const giveUpAt = deps.clock.now().getTime() + (call.timeoutMs ?? WAIT_TIMEOUT_MS);
  let said: string | null = null;
  const say = (task: JobRecord, progress: string | null): void => {
    const message = `${nameOf(task)} is ${task.state}${progress === null ? '' : `: ${progress}`}`;
    if (message !== said) call.onEvent?.({ kind: 'waiting', message });
    said = message;
  };
  let news: LiveNews | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const task = await getTask(deps, organization, id);
    if (task.state === 'done') return task;
    if (task.state === 'dead' || task.state === 'cancelled') throw failed(task);
    say(task, news === undefined || news.ended ? task.progress : news.progress);
    const left = giveUpAt - deps.clock.now().getTime();
    if (left <= 0) {
      throw new RegctlError('OPERATION_PENDING', `${nameOf(task)} is not finished`, {
        reason: `it is ${task.state}${task.lastError === null ? '' : `; the last try: ${task.lastError}`}`,
        hint: `go on waiting with \`regctl ops wait ${id}\``,
        details: { operation: id },
      });
    }
    news = await untilLookedAt(deps, id, { pause: Math.min(pause, left), known: news, call }, (progress) =>
      say(task, progress),
    );
  }
}

/** Waits until a task is to be looked at again: when it has ended, as far as that is told, or after a pause. @returns what was told last */
async function untilLookedAt(
  { live, clock }: TaskDeps,
  id: string,
  wait: { readonly pause: number; readonly known: LiveNews | undefined; readonly call: TaskCall },
  say: (progress: string) => void,
): Promise<LiveNews | undefined> {
  const { pause, call } = wait;
  if (live === undefined) {
    await clock.sleep(pause, call.signal);
    return undefined;
  }
  const until = clock.now().getTime() + pause;
  for (let last = wait.known; ;) {
    // A clock ends what is to stop as everything that waits is ended.
    if (call.signal?.aborted === true) await clock.sleep(0, call.signal);
    const left = until - clock.now().getTime();
    const news = left <= 0 ? undefined : await live.hear(id, last?.count, left);
    if (news === undefined) return last;
    last = news;
    if (news.ended) return last;
    say(news.progress);
  }
}

/** Lets a dead task begin anew. @throws RegctlError `NOT_FOUND`, `CONFLICT` */
export async function retryTask(deps: TaskDeps, organization: string, id: string): Promise<JobRecord> {
  const task = await getTask(deps, organization, id);
  if (!(await deps.queue.requeue(organization, id))) throw notSo(task, 'only what was given up is retried');
  return getTask(deps, organization, id);
}

/** Ends a task that does not run. @throws RegctlError `NOT_FOUND`, `CONFLICT` */
export async function cancelTask(deps: TaskDeps, organization: string, id: string): Promise<JobRecord> {
  const task = await getTask(deps, organization, id);
  if (!(await deps.queue.cancel(organization, id)))
    throw notSo(task, 'only what waits, or was given up, is cancelled');
  return getTask(deps, organization, id);
}

function nameOf({ type, subject }: JobRecord): string {
  return subject === null ? type : `${type} of ${subject}`;
}

function failed(task: JobRecord): RegctlError {
  return new RegctlError(
    'JOB_FAILED',
    `${nameOf(task)} ${task.state === 'dead' ? 'was given up' : 'was cancelled'}`,
    {
      reason: task.lastError ?? 'somebody cancelled it',
      hint: `mend what it says, then \`regctl ops retry ${task.id}\``,
      details: { operation: task.id },
    },
  );
}

function notSo(task: JobRecord, reason: string): RegctlError {
  return new RegctlError('CONFLICT', `${nameOf(task)} is ${task.state}`, {
    reason,
    hint: `see \`regctl ops get ${task.id}\``,
    details: { operation: task.id },
  });
}
