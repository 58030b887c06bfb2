import { defineCommand, type AnyCommand } from '../../command.ts';
import { HOSTNAME_COLUMNS, HOSTNAME_FIELDS, hostnameRow } from '../../hostname-view.ts';
import {
  HOSTNAME_EXIT_CODES,
  hostnameCall,
  hostnameOperations,
  hostnameScope,
  ZONE_FLAG,
} from '../../hostname-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List custom hostnames with both their states, those that are not served first',
  examples: [
    { command: 'regctl hostnames list --zone saas.example', does: 'all of a zone' },
    { command: 'regctl hostnames list --filter served=false', does: 'those that wait for something' },
  ],
  args: [],
  flags: { ...ZONE_FLAG },
  fields: HOSTNAME_FIELDS,
  exitCodes: HOSTNAME_EXIT_CODES,
  writes: false,
  run: async (context, { flags }) => {
    const hostnames = await hostnameOperations(context);
    const found = await hostnames.list(await hostnameScope(context, flags), hostnameCall(context));
    return {
      kind: 'rows',
      columns: HOSTNAME_COLUMNS,
      rows: found.map(hostnameRow),
      nameField: 'hostname',
      empty: 'no custom hostnames',
    };
  },
});
