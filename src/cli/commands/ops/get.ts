import { defineCommand, type AnyCommand } from '../../command.ts';
import { OPERATION_FIELDS, operationRow } from '../../operation-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show one entry of the journal',
  examples: [{ command: 'regctl ops get op_1m7y9qcshzm3ts2f --json', does: 'with its plan' }],
  args: [{ name: 'operation', description: 'id of the operation' }],
  flags: {},
  fields: OPERATION_FIELDS,
  exitCodes: { 5: 'no such operation' },
  writes: false,
  run: async (context, { arg }) => ({
    kind: 'object',
    value: operationRow(await (await context.controlPlane()).operations.get(arg('operation')), true),
    nameField: 'id',
  }),
});
