import { resolve } from 'node:path';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Copy the stores and exports of a server, also while it runs',
  description:
    'Each store is copied as it is at one moment, and each export of a zone whole. Without the master key nobody reads the secrets in a copy, nor can you: keep the key elsewhere.',
  examples: [
    { command: 'regctl server backup ./backup-monday', does: 'all but the key' },
    {
      command: 'regctl server backup ./all --with-key',
      does: 'with the key: whoever has it has every secret',
    },
  ],
  args: [{ name: 'folder', description: 'empty folder for the copies', completes: 'file' }],
  flags: {
    ...DATA_FLAG,
    'with-key': { type: 'boolean', description: 'copy the master key of the data folder too' },
  },
  fields: [{ name: 'file', description: 'file or folder that is in the backup' }],
  exitCodes: { 5: 'no server was started on the data folder', 7: 'the folder holds stores or blobs already' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const host = await context.server();
    const folder = resolve(context.cwd, arg('folder'));
    const files = await host.backup(await readServerConfig(context, flags), folder, {
      withKey: flags['with-key'],
    });
    if (!flags['with-key'])
      context.notice('the master key is not among them: keep it elsewhere, or nothing in the vault opens');
    return {
      kind: 'rows',
      columns: [{ field: 'file', header: 'FILE' }],
      rows: files.map((file) => ({ file })),
      nameField: 'file',
      empty: 'nothing was copied',
    };
  },
});
