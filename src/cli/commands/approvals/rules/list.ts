import { defineCommand, type AnyCommand } from '../../../command.ts';
import { hostedPart } from '../../../hosted-part.ts';
import { APPROVAL_RULE_COLUMNS, APPROVAL_RULE_FIELDS, approvalRuleRow } from '../../../approval-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List what needs a second person',
  examples: [{ command: 'regctl approvals rules list', does: 'whose plans and purchases wait for whom' }],
  args: [],
  flags: {},
  fields: APPROVAL_RULE_FIELDS,
  exitCodes: { 4: 'you may not read them', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context) => {
    const list = await hostedPart((await context.controlPlane()).approvals, 'approvals').rules.list();
    return {
      kind: 'rows',
      columns: APPROVAL_RULE_COLUMNS,
      rows: list.map(approvalRuleRow),
      nameField: 'id',
      empty: 'nothing needs a second person',
    };
  },
});
