import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';
import { APPROVAL_FIELDS, approvalRow } from '../../approval-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Keep somebody else from doing it',
  examples: [{ command: 'regctl approvals reject appr_0mf8k3q2v7h4c2t9', does: 'they must ask anew' }],
  args: [{ name: 'id', description: 'id of the request' }],
  flags: { reason: { type: 'string', value: 'TEXT', description: 'what whoever asked should know' } },
  fields: APPROVAL_FIELDS,
  exitCodes: {
    4: 'you asked for it yourself, or could not do it yourself',
    5: 'no request of that id',
    6: 'not to be had in local mode',
    7: 'it is open no more',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const approval = await hostedPart((await context.controlPlane()).approvals, 'approvals').reject(
      arg('id'),
      flags.reason === undefined ? {} : { reason: flags.reason },
    );
    context.notice(`${approval.subject} is rejected`);
    return { kind: 'object', value: approvalRow(approval), text: () => '', nameField: 'id' };
  },
});
