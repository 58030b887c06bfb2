import { defineCommand, type AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Check what regctl needs on this machine, and say what to do',
  examples: [{ command: 'regctl doctor', does: 'PATH, clock, proxy, store, keychain' }],
  args: [],
  flags: {},
  fields: [
    { name: 'check', description: 'what was looked at' },
    { name: 'status', description: 'ok, warning or broken' },
    { name: 'detail', description: 'what was found' },
    { name: 'advice', description: 'what to do' },
  ],
  exitCodes: { 1: 'something is broken' },
  writes: false,
  run: async (context) => {
    await context.settings();
    const findings = await context.diagnose();
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
      exitCode: findings.some((finding) => finding.status === 'broken') ? 1 : 0,
    };
  },
});
