import { describeStep } from '../../../../core/machine-step.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { carryOut } from '../../../machine-steps.ts';
import { chooseSchedule, SCHEDULE_FIELDS, SCHEDULE_FLAGS, scheduleRow } from '../../../renewal-schedule.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Have this machine run `certs renew` by the clock no more',
  examples: [{ command: 'regctl certs schedule remove', does: 'nothing where there is none' }],
  args: [],
  flags: {
    ...SCHEDULE_FLAGS,
    'dry-run': { type: 'boolean', short: 'n', description: 'show what would be done and do nothing' },
  },
  fields: [...SCHEDULE_FIELDS, { name: 'steps', description: 'what was done, or would be with --dry-run' }],
  exitCodes: { 4: 'it belongs to the administrator', 6: 'nothing here runs programs by the clock' },
  writes: true,
  run: async (context, { flags }) => {
    const machine = await context.machine();
    const choice = { kind: flags.kind, system: flags.system, everyMinutes: 60 };
    const chosen = await chooseSchedule(context, machine, choice);
    if (!flags['dry-run']) await carryOut(machine, chosen.schedule.remove);
    const after = flags['dry-run'] ? chosen : await chooseSchedule(context, machine, choice);
    const value = {
      ...(await scheduleRow(machine, after)),
      steps: chosen.schedule.remove.map(describeStep),
    };
    return { kind: 'object', value, nameField: 'kind' };
  },
});
