import { parseDomainName } from '../../../core/names.ts';
import { certOptions } from '../../cert-words.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import {
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  delegationOperations,
  delegationRow,
  requireSeen,
} from '../../delegation-view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Look whether a delegated domain leads to its target, and go on with what waited for it',
  description:
    "A value that nobody can know is put at the target and looked up under the domain's challenge name, at its own name servers and at several resolvers. Where it is seen, the certificate is issued at once.",
  examples: [{ command: 'regctl certs verify example.org', does: 'after the CNAME was set' }],
  args: [{ name: 'domain', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: DELEGATION_FIELDS,
  exitCodes: { ...DELEGATION_EXIT_CODES, 7: 'it does not lead there; what was seen is told' },
  writes: true,
  run: async (context, { arg }) => {
    const delegations = await delegationOperations(context);
    const delegation = await delegations.verify(parseDomainName(arg('domain')), certOptions(context));
    requireSeen(delegation);
    context.notice(
      delegation.state === 'active'
        ? `${delegation.domain} leads to its target`
        : `${delegation.domain} leads to its target; the certificate waits: ${delegation.reason ?? ''}`,
    );
    return { kind: 'object', value: delegationRow(delegation), nameField: 'domain' };
  },
});
