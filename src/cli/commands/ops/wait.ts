import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_FIELDS, jobRow } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';
import { hostedPart } from '../../hosted-part.ts';
import { joinFields } from '../../operation-view.ts';
import { TASK_FIELDS, TASK_PREFIX, taskRow } from '../../task-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Wait until a registrar is done with a request, or background work is',
  examples: [
    { command: 'regctl ops wait job_1m7y9qcshzm3ts2f --timeout 1h', does: 'looks less and less often' },
  ],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: joinFields(JOB_FIELDS, TASK_FIELDS),
  exitCodes: {
    5: 'no such operation',
    7: 'the registrar refused, or the work was given up',
    8: 'not finished before the time given, or a person must do something',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const id = arg('operation');
    const { jobs, tasks } = await context.controlPlane();
    const value = id.startsWith(TASK_PREFIX)
      ? taskRow(await hostedPart(tasks, 'background work').wait(id, domainOptions(context)))
      : jobRow(await jobs.wait(id, domainOptions(context)));
    return { kind: 'object', value, nameField: 'status' };
  },
});
