import { defineCommand, type AnyCommand } from '../../command.ts';
import { EXPORT_FIELDS, EXPORT_FLAGS, exportZone } from '../../zone-export.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Write a zone as a master file or YAML',
  examples: [
    { command: 'regctl dns export example.org > example.org.zone', does: 'one zone' },
    { command: 'regctl dns export --all --dir backup', does: 'every zone of every account' },
  ],
  args: [{ name: 'zone', description: 'zone', optional: true, completes: 'zone' }],
  flags: { ...EXPORT_FLAGS },
  fields: EXPORT_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    5: 'zone not found',
    9: 'with --all: a zone or an account could not be exported, the rest is',
    10: 'the server could not be reached',
  },
  writes: false,
  run: (context, { arg, flags }) => exportZone(context, arg('zone'), flags),
});
