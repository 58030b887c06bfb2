import { API_KEY_COLUMNS, API_KEY_FIELDS, apiKeyRow } from '../../api-key-view.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { hostedPart } from '../../hosted-part.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List API keys, without the keys themselves',
  examples: [{ command: 'regctl api-keys list', does: 'who may do what, and when it was last used' }],
  args: [],
  flags: { all: { type: 'boolean', description: 'show those that were ended too' } },
  fields: API_KEY_FIELDS,
  exitCodes: { 4: 'you are not logged in', 6: 'not to be had in local mode' },
  writes: false,
  run: async (context, { flags }) => {
    const keys = await hostedPart((await context.controlPlane()).apiKeys, 'API keys').list();
    return {
      kind: 'rows',
      columns: API_KEY_COLUMNS,
      rows: keys.filter((key) => flags.all || key.revokedAt === null).map(apiKeyRow),
      nameField: 'id',
      empty: 'there are no API keys: make one with `regctl api-keys create NAME`',
    };
  },
});
