import { describeStep, type MachineStep } from '../../../../core/machine-step.ts';
import { parseEvery } from '../../../../core/schedule/schedule.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { carryOut } from '../../../machine-steps.ts';
import { scheduleEnvironment } from '../../../schedule-environment.ts';
import { chooseSchedule, SCHEDULE_FIELDS, SCHEDULE_FLAGS, scheduleRow } from '../../../renewal-schedule.ts';

const HOUR_MS = 3_600_000;

export const command: AnyCommand = defineCommand({
  summary: 'Have this machine run `certs renew` by the clock',
  description:
    'Writes a timer of systemd, a job of launchd, a task of Windows or a line of cron, and puts it in force. Every hour is often enough for certificates of six days; every minute does no harm, as what is not due costs nothing. Installed again, it is what was asked for last. A run that leaves a certificate due fails the unit of systemd: `systemctl --failed` tells of it.',
  examples: [
    { command: 'regctl certs schedule install', does: 'every hour' },
    { command: 'regctl certs schedule install --every 15m --dry-run', does: 'what would be written and run' },
    { command: 'regctl certs schedule install --kind cron', does: 'where systemd is not wanted' },
  ],
  args: [],
  flags: {
    ...SCHEDULE_FLAGS,
    every: { type: 'duration', value: 'TIME', description: 'how often: 1m, 15m, 1h, 6h; 1h when omitted' },
    'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
  },
  fields: [
    ...SCHEDULE_FIELDS,
    { name: 'steps', description: 'what was done, or would be with --dry-run' },
    { name: 'texts', description: 'with --dry-run: what would be written' },
  ],
  exitCodes: { 4: 'it belongs to the administrator', 6: 'nothing here runs programs by the clock' },
  writes: true,
  run: async (context, { flags }) => {
    const machine = await context.machine();
    const choice = {
      kind: flags.kind,
      system: flags.system,
      everyMinutes: parseEvery(flags.every ?? HOUR_MS),
    };
    const chosen = await chooseSchedule(context, machine, choice);
    const steps = chosen.schedule.install;
    if (!flags['dry-run']) await carryOut(machine, steps);
    const after = flags['dry-run'] ? chosen : await chooseSchedule(context, machine, choice);
    if (chosen.kind === 'systemd' && !chosen.isSystem)
      context.notice('it runs while you are logged in; `loginctl enable-linger` has it run always');
    for (const name of scheduleEnvironment(context).secret)
      context.warn(
        `${name} is a secret and not handed on: what runs by the clock is without it${name === 'REGCTL_PASSPHRASE' ? '; REGCTL_PASSPHRASE_FILE would be' : ''}`,
      );
    const isPlan = flags['dry-run'];
    const value = {
      ...(await scheduleRow(machine, after)),
      steps: steps.map(describeStep),
      texts: isPlan ? steps.flatMap(textOf) : [],
    };
    if (!isPlan) return { kind: 'object', value, nameField: 'kind' };
    const text = (): string =>
      steps.map((step) => [describeStep(step), '', ...textOf(step)].join('\n')).join('\n');
    return { kind: 'object', value, text, nameField: 'kind' };
  },
});

/** What a step writes. */
function textOf(step: MachineStep): readonly string[] {
  if (step.op === 'write') return [step.text];
  return step.op === 'run' && step.stdin !== undefined ? [step.stdin] : [];
}
