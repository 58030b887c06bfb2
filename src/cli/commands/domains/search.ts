import { defineCommand, type AnyCommand } from '../../command.ts';
import { AVAILABILITY_COLUMNS, AVAILABILITY_FIELDS, availabilityRow } from '../../availability-view.ts';
import { domainOptions } from '../../domain-words.ts';

const DEFAULT_LIMIT = 20;

export const command: AnyCommand = defineCommand({
  summary: 'Search names like a word; available ones unless --all',
  examples: [{ command: 'regctl domains search acme --tld com,dev', does: 'suggestions under com and dev' }],
  args: [{ name: 'keyword', description: 'word, or a name' }],
  flags: {
    tld: { type: 'string', value: 'TLDS', description: 'extensions, separated by commas' },
    all: { type: 'boolean', description: 'show taken names too' },
  },
  fields: AVAILABILITY_FIELDS,
  exitCodes: {
    4: 'no account',
    6: 'no account can search',
    9: 'an account could not be asked',
    10: 'the registrar could not be reached',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const account = (await context.settings()).get('account');
    let failed = false;
    const options = domainOptions(context);
    const noting = {
      ...options,
      onFailure: (name: string, error: unknown) => {
        failed = true;
        options.onFailure?.(name, error);
      },
    };
    const found = await (
      await context.controlPlane()
    ).domains.search(
      {
        keyword: arg('keyword'),
        tlds: (flags.tld ?? '')
          .split(',')
          .map((tld) => tld.trim().replace(/^\./, ''))
          .filter((tld) => tld !== ''),
        limit: typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT,
        ...(account === undefined ? {} : { account }),
      },
      noting,
    );
    const shown = flags.all ? found : found.filter((one) => one.status !== 'taken');
    return {
      kind: 'rows',
      columns: AVAILABILITY_COLUMNS,
      rows: shown.map(availabilityRow),
      nameField: 'name',
      empty: 'no suggestions',
      exitCode: failed ? 9 : 0,
    };
  },
});
