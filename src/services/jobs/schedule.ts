import { digestText } from '../../core/canonical-json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { JobQueue, NewQueuedJob } from '../../ports/job-queue.ts';
import type { Logger } from '../../ports/logger.ts';
import type { ScheduleStore } from '../../ports/schedule-store.ts';
import { rest } from './rest.ts';

/** Organizations whose jobs are sent at a time: one write, and memory that does not grow with their number. */
const PAGE = 500;
/** Milliseconds between looks at the schedules. */
const LOOK_MS = 5_000;

/** Something that is done again and again for every organization. */
export interface Schedule {
  /** The job type, too. */
  readonly name: string;
  /** Milliseconds from one run to the next. Runs stand at multiples of it since the epoch, in UTC: every hour is on the hour. */
  readonly everyMs: number;
  /** Milliseconds over which the organizations are spread, so that not all go to one provider at once; each has its own place. */
  readonly spreadMs: number;
  readonly priority?: number;
}

export interface ScheduleDeps {
  readonly queue: Pick<JobQueue, 'send'>;
  readonly schedules: ScheduleStore;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Sends the jobs of every schedule that is due. A run that was missed, however often, is made up for once; one that was broken off goes on where it stood.
 *
 * @returns how many jobs were sent
 */
export async function runSchedules(deps: ScheduleDeps, schedules: readonly Schedule[]): Promise<number> {
  let sent = 0;
  for (const schedule of schedules) sent += await runSchedule(deps, schedule);
  return sent;
}

/** Looks at the schedules until it is stopped. */
export function startSchedules(
  deps: ScheduleDeps,
  schedules: readonly Schedule[],
  onSent: () => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        if ((await runSchedules(deps, schedules)) > 0) onSent();
      } catch (error) {
        deps.logger.warn('schedules failed', {
          message: error instanceof Error ? error.message : String(error),
        });
      }
      await rest(deps.clock, LOOK_MS, stopping.signal);
    }
  };
  const done = loop();
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

async function runSchedule(deps: ScheduleDeps, schedule: Schedule): Promise<number> {
  const now = deps.clock.now().getTime();
  const state = await deps.schedules.get(schedule.name);
  // A first run at the next multiple; and where the clock was set back, no waiting for a time that is far ahead.
  if (state === undefined || state.nextAt > now + schedule.everyMs) {
    await deps.schedules.save(schedule.name, { nextAt: nextRun(schedule, now), afterOrganization: null });
    return 0;
  }
  if (state.nextAt > now) return 0;
  let sent = 0;
  for (let after = state.afterOrganization; ;) {
    const organizations = await deps.schedules.organizations(after, PAGE);
    if (organizations.length > 0)
      sent += await deps.queue.send(organizations.map((id) => jobOf(schedule, id, now)));
    const last = organizations.at(-1);
    if (last === undefined || organizations.length < PAGE) break;
    after = last;
    await deps.schedules.save(schedule.name, { nextAt: state.nextAt, afterOrganization: after });
  }
  await deps.schedules.save(schedule.name, { nextAt: nextRun(schedule, now), afterOrganization: null });
  return sent;
}

function jobOf(schedule: Schedule, organization: string, now: number): NewQueuedJob {
  return {
    organization,
    type: schedule.name,
    payload: {},
    uniqueKey: `${schedule.name}/${organization}`,
    runAt: new Date(now + placeOf(schedule, organization)),
    ...(schedule.priority === undefined ? {} : { priority: schedule.priority }),
  };
}

/** Where an organization stands in the spread: always the same place, so that its runs are equally far apart. */
function placeOf({ name, spreadMs }: Schedule, organization: string): number {
  return Number.parseInt(digestText(`${name}/${organization}`).slice(0, 8), 16) % Math.max(1, spreadMs);
}

function nextRun({ everyMs }: Schedule, now: number): number {
  return (Math.floor(now / everyMs) + 1) * everyMs;
}
