import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { TASK_FIELDS, taskRow } from '../../task-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let background work begin anew that was given up',
  examples: [{ command: 'regctl ops retry task_1m7y9qcshzm3ts2f', does: 'once what it said is mended' }],
  args: [{ name: 'operation', description: 'id of the operation', variadic: true }],
  flags: {},
  fields: TASK_FIELDS,
  exitCodes: { 5: 'no such operation', 6: 'not to be had in local mode', 7: 'it was not given up' },
  writes: true,
  run: async (context, { rest }) => {
    const tasks = hostedPart((await context.controlPlane()).tasks, 'background work');
    const rows = [];
    for (const id of rest) rows.push(taskRow(await tasks.retry(id)));
    return {
      kind: 'rows',
      columns: [
        { field: 'id', header: 'OPERATION' },
        { field: 'action', header: 'ACTION' },
        { field: 'zone', header: 'ABOUT' },
        { field: 'status', header: 'STATUS' },
      ],
      rows,
      nameField: 'id',
      empty: 'nothing was named',
    };
  },
});
