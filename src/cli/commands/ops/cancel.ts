import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_FIELDS, jobRow } from '../../domain-view.ts';
import { domainOptions } from '../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Stop a transfer, or give up a move that is under way',
  examples: [{ command: 'regctl ops cancel job_1m7y9qcshzm3ts2f', does: 'what was done so far stays' }],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: JOB_FIELDS,
  exitCodes: {
    5: 'no such operation',
    6: 'the registrar has no API to stop it',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { arg }) => {
    const job = await (await context.controlPlane()).jobs.cancel(arg('operation'), domainOptions(context));
    return { kind: 'object', value: jobRow(job), nameField: 'status' };
  },
});
