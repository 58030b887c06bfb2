import { CHALLENGE_VALUE } from '../../../../core/challenge.ts';
import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHALLENGE_FIELDS, DELEGATION_EXIT_CODES, delegationOperations } from '../../../delegation-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Let a target answer a challenge no more',
  description: 'One that is not there is no failure.',
  examples: [
    {
      command: 'regctl certs challenge unset TARGET gfj9Xq_Rg85nM-ksQp2Dk9s8vmb8nH2WkPq1Zx0c1Qa',
      does: 'in a hook of lego or certbot',
    },
  ],
  args: [
    { name: 'target', description: 'target, as `regctl certs delegate` gave it' },
    { name: 'value', description: 'the answer that goes: 43 characters of base64url', form: CHALLENGE_VALUE },
  ],
  flags: {},
  fields: CHALLENGE_FIELDS,
  exitCodes: { ...DELEGATION_EXIT_CODES, 5: 'no such target of yours' },
  writes: true,
  run: async (context, { arg }) => {
    const delegations = await delegationOperations(context);
    const target = parseDomainName(arg('target'));
    const values = await delegations.unsetChallenge({ target, value: arg('value') });
    context.notice(`${target} answers no more`);
    return { kind: 'object', value: { target, values: [...values] }, text: () => '', nameField: 'target' };
  },
});
