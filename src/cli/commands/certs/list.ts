import { CERTIFICATE_COLUMNS, CERTIFICATE_FIELDS, certificateRow } from '../../cert-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Row } from '../../output/view.ts';

/** Certificates read at once. */
const PAGE = 500;

export const command: AnyCommand = defineCommand({
  summary: 'List the certificates that were issued from here',
  examples: [
    { command: 'regctl certs list', does: 'with their ends' },
    { command: 'regctl certs list --sort daysLeft', does: 'what ends first on top' },
  ],
  args: [],
  flags: {},
  fields: CERTIFICATE_FIELDS,
  writes: false,
  run: async (context) => {
    const { certs } = await context.controlPlane();
    const rows: Row[] = [];
    for (let after = ''; ;) {
      const page = await certs.list({ after, limit: PAGE });
      rows.push(...page.map((one) => certificateRow(one, context.now())));
      after = page.at(-1)?.name ?? '';
      if (page.length < PAGE) break;
    }
    return {
      kind: 'rows',
      columns: CERTIFICATE_COLUMNS,
      rows,
      nameField: 'name',
      empty: 'no certificates yet; issue one with `regctl certs issue NAME`',
    };
  },
});
