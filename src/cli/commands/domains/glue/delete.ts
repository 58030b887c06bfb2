import { parseDomainName } from '../../../../core/names.ts';
import { changeSetting } from '../../../bulk-domains.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS } from '../../../domain-view.ts';
import { DRY_RUN_FLAG, domainRef, forEachDomain } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete a host record',
  examples: [
    { command: 'regctl domains glue delete example.org ns1.example.org', does: 'once no domain uses it' },
  ],
  args: [
    { name: 'name', description: 'domain', completes: 'domain' },
    { name: 'host', description: 'name server inside it' },
  ],
  flags: { ...DRY_RUN_FLAG },
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    7: 'the registrar refused',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { name } = await domainRef(context, arg('name'));
    const glue = { host: parseDomainName(arg('host')), addresses: [] };
    return forEachDomain(context, [name], 'glue-set', (ref) =>
      changeSetting(
        context,
        ref,
        { action: 'glue-set', glue },
        { action: 'glue-set', dryRun: flags['dry-run'] },
      ),
    );
  },
});
