import { resolve } from 'node:path';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring the copies of a backup into an empty data folder',
  description:
    'The backup is looked through first: one that was broken off, or that lacks something or was changed, is refused, and nothing is written.',
  examples: [
    {
      command: 'regctl server restore ./backup-monday --data /var/lib/regctl-new',
      does: 'nothing is written over',
    },
  ],
  args: [{ name: 'folder', description: 'folder of the backup', completes: 'file' }],
  flags: DATA_FLAG,
  fields: [{ name: 'file', description: 'file or folder that is in the data folder' }],
  exitCodes: {
    2: 'the backup is not whole',
    5: 'the folder holds no backup',
    7: 'the data folder is not empty, or in use',
  },
  writes: true,
  run: async (context, { arg, flags }) => {
    const host = await context.server();
    const files = await host.restore(
      await readServerConfig(context, flags),
      resolve(context.cwd, arg('folder')),
    );
    if (!files.includes('master.key'))
      context.notice('no master key was in it: put it back as master.key, or set REGCTL_SERVER_MASTER_KEYS');
    return {
      kind: 'rows',
      columns: [{ field: 'file', header: 'FILE' }],
      rows: files.map((file) => ({ file })),
      nameField: 'file',
      empty: 'nothing was copied',
    };
  },
});
