import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { TASK_COLUMNS, TASK_FIELDS, taskRow } from '../../task-view.ts';

/** Entries that are shown where nobody says how many. */
const DEFAULT_LIMIT = 200;

export const command: AnyCommand = defineCommand({
  summary: 'List background work that was given up, newest first',
  examples: [
    { command: 'regctl ops dead-letters', does: 'with what each said last' },
    {
      command: 'regctl ops dead-letters -o name | xargs regctl ops retry',
      does: 'once what they said is mended',
    },
  ],
  args: [],
  flags: {},
  fields: TASK_FIELDS,
  exitCodes: { 4: 'you may not read it', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const tasks = hostedPart((await context.controlPlane()).tasks, 'background work');
    const limit = typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT;
    return {
      kind: 'rows',
      columns: TASK_COLUMNS,
      rows: (await tasks.list({ states: ['dead'], limit })).map(taskRow),
      nameField: 'id',
      empty: 'nothing was given up',
    };
  },
});
