import { RegctlError } from '../errors.ts';
import type { MachineFacts, MachineStep } from '../machine-step.ts';

export const SCHEDULE_KINDS = ['systemd', 'launchd', 'task-scheduler', 'cron'] as const;
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

/** What is run, and how often. */
export interface ScheduleInput {
  readonly facts: MachineFacts;
  /** Whether it belongs to the machine rather than to the user who is logged in. */
  readonly isSystem: boolean;
  /** Divides an hour, or is whole hours that divide a day. */
  readonly everyMinutes: number;
  /** Variables that say where the store is, where they are set. */
  readonly environment: { readonly [name: string]: string };
}

/** How it is put on a machine, and taken away again. */
export interface Schedule {
  readonly install: readonly MachineStep[];
  readonly remove: readonly MachineStep[];
  /** Files that are there when it is installed. */
  readonly files: readonly string[];
  /** Succeeds where it is in force. */
  readonly query: readonly [string, ...string[]];
}

/** What the timer is called everywhere. */
export const TIMER_NAME = 'regctl-renew';

/** The program with its words: due certificates and missing deliveries, and nobody to ask. */
export function renewCommand({ self }: MachineFacts): readonly string[] {
  return [...self, 'certs', 'renew', '--mode', 'local', '--no-input', '--quiet'];
}

const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

/**
 * Reads how often it runs.
 *
 * @throws RegctlError `INVALID_INPUT` for what no calendar holds: between 23:40 and 0:00 are twenty minutes, whatever else was said
 */
export function parseEvery(ms: number): number {
  const minutes = ms / 60_000;
  const divides = (whole: number, part: number): boolean => part > 0 && whole % part === 0;
  const fits =
    Number.isInteger(minutes) &&
    (divides(HOUR_MINUTES, minutes) ||
      (minutes % HOUR_MINUTES === 0 && divides(DAY_HOURS, minutes / HOUR_MINUTES)));
  if (fits) return minutes;
  throw new RegctlError('INVALID_INPUT', `${ms / 1000} s do not divide an hour or a day`, {
    reason: 'calendars know minutes that divide an hour, and hours that divide a day',
    hint: 'say 1m, 5m, 15m, 1h, 6h or 24h',
  });
}

/** Text as XML takes it. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
