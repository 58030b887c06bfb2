import { RegctlError } from '../core/errors.ts';
import { cronSchedule, hasCronLine } from '../core/schedule/cron.ts';
import { launchdSchedule } from '../core/schedule/launchd.ts';
import {
  SCHEDULE_KINDS,
  type Schedule,
  type ScheduleInput,
  type ScheduleKind,
} from '../core/schedule/schedule.ts';
import { systemdSchedule } from '../core/schedule/systemd.ts';
import { taskSchedule } from '../core/schedule/task-scheduler.ts';
import type { Machine } from '../ports/machine.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { Flag } from './flag.ts';
import type { Row } from './output/view.ts';
import { scheduleEnvironment } from './schedule-environment.ts';

export const SCHEDULE_FLAGS: {
  readonly kind: Flag & { readonly type: 'string' };
  readonly system: Flag & { readonly type: 'boolean' };
} = {
  kind: {
    type: 'string',
    value: 'KIND',
    choices: SCHEDULE_KINDS,
    description: 'what runs it; what this machine has when omitted',
  },
  system: {
    type: 'boolean',
    description: 'for the machine, and not only while this user is logged in; so it is for root',
  },
};

export const SCHEDULE_FIELDS: readonly OutputField[] = [
  { name: 'kind', description: '`systemd`, `launchd`, `task-scheduler`, `cron`' },
  { name: 'scope', description: '`system` or `user`' },
  { name: 'installed', description: 'whether it is there' },
  { name: 'active', description: 'whether it is in force' },
  { name: 'files', description: 'files that it consists of' },
];

/** What is asked for on the command line. */
export interface ScheduleChoice {
  readonly kind: string | undefined;
  readonly system: boolean;
  readonly everyMinutes: number;
}

/** A schedule as it would be on this machine. */
export interface ChosenSchedule {
  readonly kind: ScheduleKind;
  readonly isSystem: boolean;
  readonly schedule: Schedule;
  /** The table of cron, where it is that. */
  readonly table: string;
}

/** Finds out what runs things here, or takes what was asked for. @throws RegctlError `CAPABILITY_MISSING` */
export async function chooseSchedule(
  context: Context,
  machine: Machine,
  choice: ScheduleChoice,
): Promise<ChosenSchedule> {
  const kind = SCHEDULE_KINDS.find((one) => one === choice.kind) ?? (await findKind(machine));
  const isSystem = choice.system || machine.facts.userId === 0;
  const input: ScheduleInput = {
    facts: machine.facts,
    isSystem,
    everyMinutes: choice.everyMinutes,
    environment: scheduleEnvironment(context).kept,
  };
  const table = kind === 'cron' ? await readTable(machine) : '';
  return { kind, isSystem, schedule: build(kind, input, table), table };
}

/** How it stands with a schedule on this machine. */
export async function scheduleRow(machine: Machine, chosen: ChosenSchedule): Promise<Row> {
  const { kind, isSystem, schedule, table } = chosen;
  const there = await Promise.all(schedule.files.map((path) => machine.isThere(path)));
  const answers = kind !== 'cron' && (await machine.run(schedule.query)).exitCode === 0;
  const isActive = kind === 'cron' ? hasCronLine(table) : answers;
  return {
    kind,
    scope: kind === 'cron' ? 'user' : isSystem ? 'system' : 'user',
    installed: schedule.files.length === 0 ? isActive : there.every((one) => one),
    active: isActive,
    files: [...schedule.files],
  };
}

function build(kind: ScheduleKind, input: ScheduleInput, table: string): Schedule {
  switch (kind) {
    case 'systemd':
      return systemdSchedule(input);
    case 'launchd':
      return launchdSchedule(input);
    case 'task-scheduler':
      return taskSchedule(input);
    case 'cron':
      return cronSchedule(input, table);
  }
}

async function findKind(machine: Machine): Promise<ScheduleKind> {
  const { platform } = machine.facts;
  if (platform === 'darwin') return 'launchd';
  if (platform === 'win32') return 'task-scheduler';
  // The folder is there while systemd runs (sd_booted(3)); the program alone may lie in a container.
  if (await machine.isThere('/run/systemd/system')) return 'systemd';
  if (await machine.has('crontab')) return 'cron';
  throw new RegctlError('CAPABILITY_MISSING', 'nothing was found that runs programs by the clock', {
    reason: 'systemd does not run here, and there is no crontab',
    hint: 'have `regctl certs renew` run every hour by what there is',
  });
}

/** What is in the table of cron must be known to the last line: it is written as a whole. */
async function readTable(machine: Machine): Promise<string> {
  if (!(await machine.has('crontab')))
    throw new RegctlError('CAPABILITY_MISSING', 'there is no cron here', {
      reason: 'no program crontab was found',
      hint: 'name another with `--kind`',
    });
  const { exitCode, output, errors } = await machine.run(['crontab', '-l']);
  if (exitCode === 0) return output;
  if (exitCode === 1 && /no crontab/i.test(errors)) return '';
  throw new RegctlError('PROGRAM_FAILED', 'the table of cron could not be read', {
    reason: errors.trim() || 'crontab -l failed',
    hint: 'see what `crontab -l` says',
  });
}
