import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_FIELDS, jobRow } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import { hostedPart } from '../../hosted-part.ts';
import { joinFields, OPERATION_FIELDS, operationRow } from '../../operation-view.ts';
import { TASK_FIELDS, TASK_PREFIX, taskRow } from '../../task-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show one entry of the journal; of a request to a registrar also how it stands now',
  examples: [{ command: 'regctl ops get op_1m7y9qcshzm3ts2f --json', does: 'with its plan' }],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: joinFields(OPERATION_FIELDS, JOB_FIELDS, TASK_FIELDS),
  exitCodes: { 5: 'no such operation', 10: 'the registrar could not be reached' },
  writes: false,
  run: async (context, { arg }) => {
    const id = arg('operation');
    const { operations, jobs, tasks } = await context.controlPlane();
    if (id.startsWith(TASK_PREFIX)) {
      const task = await hostedPart(tasks, 'background work').get(id);
      return { kind: 'object', value: taskRow(task), nameField: 'id' };
    }
    return {
      kind: 'object',
      value: id.startsWith('job_')
        ? jobRow(await jobs.get(id, domainOptions(context)))
        : operationRow(await operations.get(id), true),
      nameField: 'id',
    };
  },
});
