import { defineCommand, type AnyCommand } from '../../command.ts';
import { JOB_COLUMNS, purchaseView } from '../../job-view.ts';
import { domainNames, NAMES_ARG, NAMES_FLAG } from '../../domain-words.ts';
import { purchase, PURCHASE_EXIT_CODES, PURCHASE_FIELDS, PURCHASE_FLAGS } from '../../purchase-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Renew domains: quote, guard, question, purchase',
  examples: [
    { command: 'regctl domains renew example.org --years 2', does: 'shows the price and asks' },
    {
      command: 'regctl domains expiring --unrenewed -o name | regctl domains renew - --max-price 20 --yes',
      does: 'all that would lapse',
    },
  ],
  args: [NAMES_ARG],
  flags: { ...PURCHASE_FLAGS, ...NAMES_FLAG },
  fields: PURCHASE_FIELDS,
  exitCodes: PURCHASE_EXIT_CODES,
  writes: true,
  run: async (context, { rest, flags }) => {
    const names = await domainNames(context, rest, flags.file);
    const account = (await context.settings()).get('account');
    return purchaseView(context, names, JOB_COLUMNS, flags, (name, given) =>
      purchase(
        context,
        {
          action: 'renew',
          name,
          contacts: null,
          nameservers: [],
          privacy: true,
          autoRenew: false,
          ...(account === undefined ? {} : { account }),
        },
        given,
      ),
    );
  },
});
