import { changeSetting } from '../../../bulk-domains.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS } from '../../../domain-view.ts';
import { DRY_RUN_FLAG, forEachDomain } from '../../../domain-words.ts';
import { parseDomainName } from '../../../../core/names.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Stop a transfer',
  examples: [{ command: 'regctl domains transfer cancel example.org', does: 'at the account that holds it' }],
  args: [{ name: 'name', description: 'domain', completes: 'domain' }],
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
  run: (context, { arg, flags }) =>
    forEachDomain(context, [parseDomainName(arg('name'))], 'transfer-cancel', (ref) =>
      changeSetting(
        context,
        ref,
        { action: 'transfer-cancel' },
        { action: 'transfer-cancel', dryRun: flags['dry-run'] },
      ),
    ),
});
