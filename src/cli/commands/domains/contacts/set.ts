import { RegctlError } from '../../../../core/errors.ts';
import { changeSetting } from '../../../bulk-domains.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { CHANGE_FIELDS } from '../../../domain-view.ts';
import { readContacts } from '../../../contact-file.ts';
import { DRY_RUN_FLAG, domainNames, forEachDomain, NAMES_ARG, NAMES_FLAG } from '../../../domain-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Set the contacts of domains from a contact file',
  examples: [
    {
      command: 'regctl domains contacts set example.org --contacts contacts.yaml',
      does: 'the roles in the file; others stay',
    },
  ],
  args: [NAMES_ARG],
  flags: {
    ...NAMES_FLAG,
    contacts: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'YAML or JSON with the contacts',
    },
    ...DRY_RUN_FLAG,
  },
  fields: CHANGE_FIELDS,
  exitCodes: {
    4: 'no account',
    5: 'no account holds it',
    6: 'the registrar has no API for it',
    7: 'the registrar refused, or the answer was no',
    8: 'the registrant must confirm it',
    9: 'some of several failed',
    10: 'the registrar could not be reached',
  },
  writes: true,
  run: async (context, { rest, flags }) => {
    if (flags.contacts === undefined) {
      throw new RegctlError('USAGE', 'domains contacts set needs --contacts', {
        reason: 'there is nothing to set',
        hint: '--contacts contacts.yaml',
      });
    }
    const names = await domainNames(context, rest, flags.file);
    const contacts = await readContacts(context, flags.contacts);
    if (context.flags.yes !== true && !flags['dry-run']) {
      const question = `Set the contacts (${Object.keys(contacts).join(', ')}) of ${names.join(', ')}?`;
      if (!(await context.prompt.confirm(question, '--yes')))
        throw new RegctlError('INTERRUPTED', 'no contact was changed', { reason: 'the answer was no' });
    }
    return forEachDomain(context, names, 'contacts-set', (ref) =>
      changeSetting(
        context,
        ref,
        { action: 'contacts-set', contacts },
        { action: 'contacts-set', dryRun: flags['dry-run'] },
      ),
    );
  },
});
