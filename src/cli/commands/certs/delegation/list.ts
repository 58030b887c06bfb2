import { defineCommand, type AnyCommand } from '../../../command.ts';
import {
  DELEGATION_COLUMNS,
  DELEGATION_EXIT_CODES,
  DELEGATION_FIELDS,
  delegationOperations,
  delegationRow,
} from '../../../delegation-view.ts';
import type { Row } from '../../../output/view.ts';

/** Delegations read at once. */
const PAGE = 500;

export const command: AnyCommand = defineCommand({
  summary: 'List the domains whose challenges the control plane answers',
  examples: [{ command: 'regctl certs delegation list', does: 'with their states' }],
  args: [],
  flags: {},
  fields: DELEGATION_FIELDS,
  exitCodes: DELEGATION_EXIT_CODES,
  writes: false,
  run: async (context) => {
    const delegations = await delegationOperations(context);
    const rows: Row[] = [];
    for (let after = ''; ;) {
      const page = await delegations.list({ after, limit: PAGE });
      rows.push(...page.map((one) => delegationRow(one)));
      after = page.at(-1)?.domain ?? '';
      if (page.length < PAGE) break;
    }
    return {
      kind: 'rows',
      columns: DELEGATION_COLUMNS,
      rows,
      nameField: 'domain',
      empty: 'no domain is delegated; begin with `regctl certs delegate DOMAIN`',
    };
  },
});
