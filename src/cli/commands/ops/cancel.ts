import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_FIELDS, jobRow } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import { hostedPart } from '../../hosted-part.ts';
import { joinFields } from '../../operation-view.ts';
import { TASK_FIELDS, TASK_PREFIX, taskRow } from '../../task-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Stop a transfer, give up a move, or end background work that does not run',
  examples: [{ command: 'regctl ops cancel job_1m7y9qcshzm3ts2f', does: 'what was done so far stays' }],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: joinFields(JOB_FIELDS, TASK_FIELDS),
  exitCodes: {
    5: 'no such operation',
    6: 'the registrar has no API to stop it',
    7: 'background work runs, or has ended',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { arg }) => {
    const id = arg('operation');
    const { jobs, tasks } = await context.controlPlane();
    const value = id.startsWith(TASK_PREFIX)
      ? taskRow(await hostedPart(tasks, 'background work').cancel(id))
      : jobRow(await jobs.cancel(id, domainOptions(context)));
    return { kind: 'object', value, nameField: 'status' };
  },
});
