import { parseDomainName } from '../../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import {
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  delegationOperations,
  delegationRow,
} from '../../../delegation-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show one delegated domain, with what was seen of it last',
  examples: [{ command: 'regctl certs delegation get example.org', does: 'target, state and reason' }],
  args: [{ name: 'domain', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: DELEGATION_FIELDS,
  exitCodes: DELEGATION_EXIT_CODES,
  writes: false,
  run: async (context, { arg }) => {
    const delegations = await delegationOperations(context);
    const delegation = await delegations.get(parseDomainName(arg('domain')));
    return { kind: 'object', value: delegationRow(delegation), nameField: 'domain' };
  },
});
