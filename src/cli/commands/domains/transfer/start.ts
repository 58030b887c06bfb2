import { parseDomainName } from '../../../../core/names.ts';
import { RegctlError } from '../../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import type { Context } from '../../../context.ts';
import { readContacts } from '../../../contact-file.ts';
import { JOB_COLUMNS, purchaseView } from '../../../job-view.ts';
import { purchase, PURCHASE_EXIT_CODES, PURCHASE_FIELDS, PURCHASE_FLAGS } from '../../../purchase-flow.ts';
import { readInput } from '../../../read-input.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Move a domain to this account from another registrar',
  description:
    'Where the account that loses the domain is connected too, its lock is looked at first, and new name servers are asked for all of the zone. The auth code is read from the terminal, a file, stdin or REGCTL_AUTH_CODE, never from the command line, where other users of the machine could see it.',
  examples: [
    { command: 'regctl domains transfer start example.org --account new', does: 'asks for the auth code' },
    {
      command:
        'regctl domains auth-code example.org --account old | regctl domains transfer start example.org --account new --auth-code-file - --max-price 12 --yes',
      does: 'from one account to another',
    },
  ],
  args: [{ name: 'name', description: 'domain' }],
  flags: {
    ...PURCHASE_FLAGS,
    'auth-code-file': {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'read the auth code from a file; - is stdin',
    },
    contacts: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'YAML or JSON with the contacts',
    },
    nameserver: {
      type: 'list',
      value: 'NAME',
      description: 'name server afterwards; the present ones when omitted',
    },
    'allow-faults': {
      type: 'integer',
      value: 'N',
      description: 'go on although the new name servers have at most so many faults',
    },
    'no-privacy': { type: 'boolean', description: 'show the contacts to everybody' },
    'auto-renew': { type: 'boolean', description: 'let the registrar renew it by itself' },
  },
  fields: PURCHASE_FIELDS,
  exitCodes: PURCHASE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const name = parseDomainName(arg('name'));
    const account = (await context.settings()).get('account');
    const contacts = flags.contacts === undefined ? null : await readContacts(context, flags.contacts);
    return purchaseView(context, [name], JOB_COLUMNS, flags, (domain, given) =>
      purchase(
        context,
        {
          action: 'transfer',
          name: domain,
          contacts,
          nameservers: flags.nameserver.map(parseDomainName),
          privacy: !flags['no-privacy'],
          autoRenew: flags['auto-renew'],
          allowFaults: flags['allow-faults'],
          authCode: () => readAuthCode(context, flags['auth-code-file']),
          ...(account === undefined ? {} : { account }),
        },
        given,
      ),
    );
  },
});

async function readAuthCode(context: Context, file: string | undefined): Promise<string> {
  const fromFile = file ?? context.environment['REGCTL_AUTH_CODE_FILE'];
  const code =
    fromFile === undefined
      ? (context.environment['REGCTL_AUTH_CODE'] ??
        (await context.prompt.secret('Auth code:', { flag: '--auth-code-file FILE' })))
      : await readInput(context, fromFile);
  if (code.trim() !== '') return code.trim();
  throw new RegctlError('INVALID_INPUT', 'the auth code is empty', {
    reason: 'the registrar that holds the domain now gives it out',
    hint: 'regctl domains auth-code NAME --account OLD',
  });
}
