import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_FIELDS, jobRow } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Wait until a registrar is done with a request',
  examples: [
    { command: 'regctl ops wait job_1m7y9qcshzm3ts2f --timeout 1h', does: 'looks less and less often' },
  ],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: JOB_FIELDS,
  exitCodes: {
    5: 'no such operation',
    7: 'the registrar refused',
    8: 'not finished before the time given, or a person must do something',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const job = await (await context.controlPlane()).jobs.wait(arg('operation'), domainOptions(context));
    return { kind: 'object', value: jobRow(job), nameField: 'status' };
  },
});
