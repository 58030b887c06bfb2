import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_COLUMNS, purchaseView } from '../../job-view.ts';
import { readContacts } from '../../contact-file.ts';
import { domainNames, NAMES_FLAG } from '../../domain-words.ts';
import { purchase, PURCHASE_EXIT_CODES, PURCHASE_FIELDS, PURCHASE_FLAGS } from '../../purchase-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Register domains: quote, guard, question, purchase',
  description:
    'Contacts are hidden unless --no-privacy. Without a terminal it takes --max-price, and --accept-terms where the registrar has terms; --yes alone buys nothing.',
  examples: [
    { command: 'regctl domains register example.dev --account porkbun', does: 'shows the price and asks' },
    {
      command:
        'regctl domains register example.dev --account prod --max-price 13 --accept-terms --idempotency-key order-42 --yes',
      does: 'in a script: never dearer, never twice',
    },
    { command: 'regctl domains register example.dev --account prod --dry-run', does: 'the quote only' },
  ],
  args: [{ name: 'name', description: 'domain; - reads names from stdin', variadic: true, optional: true }],
  flags: {
    ...PURCHASE_FLAGS,
    ...NAMES_FLAG,
    contacts: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'YAML or JSON with the contacts',
    },
    nameserver: { type: 'list', value: 'NAME', description: "name server; the registrar's own when omitted" },
    'no-privacy': { type: 'boolean', description: 'show the contacts to everybody' },
    'auto-renew': { type: 'boolean', description: 'let the registrar renew it by itself' },
  },
  fields: PURCHASE_FIELDS,
  exitCodes: PURCHASE_EXIT_CODES,
  writes: true,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    const account = (await context.settings()).get('account');
    const contacts = flags.contacts === undefined ? null : await readContacts(context, flags.contacts);
    const nameservers = flags.nameserver.map(parseDomainName);
    return purchaseView(context, names, JOB_COLUMNS, flags, (name, given) =>
      purchase(
        context,
        {
          action: 'register',
          name,
          contacts,
          nameservers,
          privacy: !flags['no-privacy'],
          autoRenew: flags['auto-renew'],
          ...(account === undefined ? {} : { account }),
        },
        given,
      ),
    );
  },
});
