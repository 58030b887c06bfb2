import { defineCommand, type AnyCommand } from '../../command.ts';
import { DATA_FLAG, readServerConfig } from '../../server-config.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Check the data folder of a server: files, vault, audit log',
  examples: [{ command: 'regctl server doctor --data /var/lib/regctl', does: 'also while it runs' }],
  args: [],
  flags: DATA_FLAG,
  fields: [
    { name: 'check', description: 'what was looked at' },
    { name: 'status', description: 'ok, warning or broken' },
    { name: 'detail', description: 'what was found' },
    { name: 'advice', description: 'what to do' },
  ],
  exitCodes: { 1: 'something is broken' },
  writes: false,
  run: async (context, { flags }) => {
    const findings = await (await context.server()).doctor(await readServerConfig(context, flags));
    return {
      kind: 'rows',
      columns: [
        { field: 'check', header: 'CHECK' },
        { field: 'status', header: 'STATUS' },
        { field: 'detail', header: 'DETAIL' },
        { field: 'advice', header: 'WHAT TO DO' },
      ],
      rows: findings.map((finding) => ({ ...finding })),
      nameField: 'check',
      empty: 'nothing was looked at',
      exitCode: findings.some(({ status }) => status === 'broken') ? 1 : 0,
    };
  },
});
