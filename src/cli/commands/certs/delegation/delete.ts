import { challengeNameOf } from '../../../../core/challenge.ts';
import { RegctlError } from '../../../../core/errors.ts';
import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import {
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  delegationOperations,
  delegationRow,
} from '../../../delegation-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'End a delegation; its target is never given out again',
  examples: [{ command: 'regctl certs delegation delete example.org --yes', does: 'its certificate stays' }],
  args: [{ name: 'domain', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: DELEGATION_FIELDS,
  exitCodes: DELEGATION_EXIT_CODES,
  writes: true,
  run: async (context, { arg }) => {
    const delegations = await delegationOperations(context);
    const { domain } = await delegations.get(parseDomainName(arg('domain')));
    const question = `End the delegation of ${domain}? Its certificate is renewed by it no more, and the target is gone for ever.`;
    if (context.flags.yes !== true && !(await context.prompt.confirm(question, '--yes')))
      throw new RegctlError('INTERRUPTED', `the delegation of ${domain} was not ended`, {
        reason: 'the question was answered with no',
      });
    const ended = await delegations.delete(domain);
    context.notice(`${domain} is delegated no more; take the record ${challengeNameOf(domain)} CNAME away`);
    return { kind: 'object', value: delegationRow(ended), text: () => '', nameField: 'domain' };
  },
});
