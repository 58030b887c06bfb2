import { APPROVAL_FIELDS, approvalRow } from './approval-view.ts';
import { defineCommand, type AnyCommand } from './command.ts';
import type { CommandRecord } from './command-record.ts';
import { hostedPart } from './hosted-part.ts';

/** What a second person may answer to a request. */
export interface ApprovalAnswer {
  readonly verb: 'approve' | 'reject';
  /** What the request then is. */
  readonly state: 'approved' | 'rejected';
  readonly summary: string;
  readonly example: CommandRecord['examples'][number];
}

/** The command by which a second person answers a request for approval. */
export function defineApprovalAnswer({ verb, state, summary, example }: ApprovalAnswer): AnyCommand {
  return defineCommand({
    summary,
    examples: [example],
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
      const approvals = hostedPart((await context.controlPlane()).approvals, 'approvals');
      const input = flags.reason === undefined ? {} : { reason: flags.reason };
      const approval = await approvals[verb](arg('id'), input);
      context.notice(`${approval.subject} is ${state}`);
      return { kind: 'object', value: approvalRow(approval), text: () => '', nameField: 'id' };
    },
  });
}
