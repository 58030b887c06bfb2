import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { APPROVAL_FIELDS, approvalRow } from '../../approval-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show all that would be done',
  description: 'What is approved is exactly this: another plan, or a higher price, is another request.',
  examples: [
    { command: 'regctl approvals get appr_0mf8k3q2v7h4c2t9', does: 'read it before you approve it' },
  ],
  args: [{ name: 'id', description: 'id of the request' }],
  flags: {},
  fields: [...APPROVAL_FIELDS, { name: 'content', description: 'the plan, or what is bought' }],
  exitCodes: { 4: 'you may not read it', 5: 'no request of that id', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { arg }) => {
    const { content, ...approval } = await hostedPart(
      (await context.controlPlane()).approvals,
      'approvals',
    ).get(arg('id'));
    return { kind: 'object', value: { ...approvalRow(approval), content }, nameField: 'id' };
  },
});
