import { defineCommand, type AnyCommand } from '../../command.ts';
import { removeExtension } from '../../extensions/place.ts';
import { findInstalled } from '../../extensions/refuse.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Take an installed extension away',
  description: 'What it keeps elsewhere is its own affair and stays. Nothing of it runs.',
  examples: [{ command: 'regctl extensions remove whois', does: 'regctl whois is no command any more' }],
  args: [{ name: 'name', description: 'extension' }],
  flags: {
    'dry-run': { type: 'boolean', short: 'n', description: 'take nothing away' },
  },
  fields: [
    { name: 'name', description: 'extension' },
    { name: 'source', description: 'where it came from' },
  ],
  exitCodes: { 5: 'no such extension' },
  writes: true,
  run: async (context, { arg, flags }) => {
    const { name, source } = findInstalled(context, arg('name'));
    if (!flags['dry-run']) {
      await removeExtension(context, name);
      context.notice(`extension ${name} removed`);
    }
    return { kind: 'object', value: { name, source }, text: () => '', nameField: 'name' };
  },
});
