import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS, changeRow } from '../../../domain-view.ts';
import { domainOptions, forEachDomain } from '../../../domain-words.ts';
import { parseDomainName } from '../../../../core/names.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Stop a transfer',
  examples: [{ command: 'regctl domains transfer cancel example.org', does: 'at the account that holds it' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
  flags: {},
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    7: 'the registrar refused',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { arg }) => {
    const { domains } = await context.controlPlane();
    return forEachDomain(context, [parseDomainName(arg('name'))], 'transfer-cancel', async (ref) =>
      changeRow(await domains.change(ref, { action: 'transfer-cancel' }, domainOptions(context))),
    );
  },
});
