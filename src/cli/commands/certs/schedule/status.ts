import { defineCommand, type AnyCommand } from '../../../command.ts';
import { chooseSchedule, SCHEDULE_FIELDS, SCHEDULE_FLAGS, scheduleRow } from '../../../renewal-schedule.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Tell whether this machine runs `certs renew` by the clock',
  examples: [{ command: 'regctl certs schedule status --json', does: 'exit code 0 whether or not' }],
  args: [],
  flags: SCHEDULE_FLAGS,
  fields: SCHEDULE_FIELDS,
  exitCodes: { 6: 'nothing here runs programs by the clock' },
  writes: false,
  run: async (context, { flags }) => {
    const machine = await context.machine();
    const chosen = await chooseSchedule(context, machine, { ...flags, everyMinutes: 60 });
    return { kind: 'object', value: await scheduleRow(machine, chosen), nameField: 'kind' };
  },
});
