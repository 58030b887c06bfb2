import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { APPROVAL_COLUMNS, APPROVAL_FIELDS, approvalRow } from '../../approval-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List what waits for a second person',
  examples: [
    { command: 'regctl approvals list', does: 'what is open now' },
    { command: 'regctl approvals list --all', does: 'what was decided, too' },
  ],
  args: [],
  flags: { all: { type: 'boolean', description: 'show those that were decided, used or expired too' } },
  fields: APPROVAL_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { flags }) => {
    const list = await hostedPart((await context.controlPlane()).approvals, 'approvals').list();
    return {
      kind: 'rows',
      columns: APPROVAL_COLUMNS,
      rows: list.filter(({ state }) => flags.all || state === 'pending').map(approvalRow),
      nameField: 'id',
      empty: 'nothing waits for a second person',
    };
  },
});
