import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Row } from '../../output/view.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what an account can do',
  examples: [{ command: 'regctl accounts capabilities prod', does: 'types, limits, what differs' }],
  args: [{ name: 'name', description: 'name of the account', completes: 'account' }],
  flags: {},
  fields: [
    { name: 'types', description: 'record types, or any' },
    { name: 'granularity', description: 'what one write replaces: record, rrset or zone' },
    { name: 'atomic', description: 'whether a write happens whole or not at all' },
    { name: 'maxChangesPerWrite', description: 'changes in one write' },
    { name: 'minTtl', description: 'seconds' },
    { name: 'maxTtl', description: 'seconds' },
    { name: 'writesApexNs', description: 'whether apex NS can be written' },
    { name: 'createsZones', description: 'whether zones can be created' },
    { name: 'deletesZones', description: 'whether zones can be deleted' },
    { name: 'listsZones', description: 'whether zones can be listed' },
    {
      name: 'detectsConcurrentEdits',
      description: 'whether the provider itself refuses to overwrite an edit made meanwhile',
    },
    { name: 'dnssec', description: 'none, read or manage' },
    { name: 'notes', description: 'what differs' },
  ],
  exitCodes: { 4: 'there are no accounts', 5: 'no account of that name' },
  writes: false,
  run: async (context, { arg }) => {
    const capabilities = await (await context.controlPlane()).accounts.capabilities(arg('name'));
    return { kind: 'object', value: JSON.parse(JSON.stringify(capabilities)) as Row };
  },
});
