import { ACME_ACCOUNT_COLUMNS, ACME_ACCOUNT_FIELDS, acmeAccountRow } from '../../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the accounts at CAs that were opened from here',
  examples: [{ command: 'regctl certs account list', does: 'no CA is asked' }],
  args: [],
  flags: {},
  fields: ACME_ACCOUNT_FIELDS,
  writes: false,
  run: async (context) => {
    const accounts = await (await context.controlPlane()).certs.accounts.list();
    return {
      kind: 'rows',
      columns: ACME_ACCOUNT_COLUMNS,
      rows: accounts.map(acmeAccountRow),
      nameField: 'ca',
      empty:
        'no accounts yet; one is opened with the first certificate, or by `regctl certs account create CA`',
    };
  },
});
