import { defineCommand, type AnyCommand } from '../../../command.ts';
import { hostedPart } from '../../../hosted-part.ts';
import { RegctlError } from '../../../../core/errors.ts';
import { APPROVAL_RULE_FIELDS, approvalRuleRow } from '../../../approval-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let plans or purchases need a second person',
  examples: [
    {
      command: 'regctl approvals rules create plan --zone example.org',
      does: 'changes to the zone wait for somebody else',
    },
    { command: 'regctl approvals rules create purchase', does: 'nobody buys alone' },
  ],
  args: [{ name: 'kind', description: 'plan or purchase' }],
  flags: {
    account: {
      type: 'string',
      value: 'PATTERN',
      description: 'only at these accounts',
      completes: 'account',
    },
    zone: {
      type: 'string',
      value: 'PATTERN',
      description: 'only in these zones or domains',
      completes: 'zone',
    },
    hours: { type: 'integer', value: 'N', description: 'how long a request is open; 24 when omitted' },
  },
  fields: APPROVAL_RULE_FIELDS,
  exitCodes: { 4: 'you may not change the organization', 6: 'not to be had in local mode' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const approvals = hostedPart((await context.controlPlane()).approvals, 'approvals');
    const kind = arg('kind');
    if (kind !== 'plan' && kind !== 'purchase') {
      throw new RegctlError('USAGE', `${kind} cannot need a second person`, {
        reason: 'plans and purchases can',
        hint: 'regctl approvals rules create plan',
      });
    }
    const rule = await approvals.rules.create({
      kind,
      ...(flags.account === undefined ? {} : { account: flags.account }),
      ...(flags.zone === undefined ? {} : { zone: flags.zone }),
      ...(flags.hours === undefined ? {} : { hours: flags.hours }),
    });
    return { kind: 'object', value: approvalRuleRow(rule), nameField: 'id' };
  },
});
