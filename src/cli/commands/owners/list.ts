import { defineCommand, type AnyCommand } from '../../command.ts';
import { callOptions } from '../../write-flow.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the records that other writers own, by their markers or your rules',
  examples: [
    { command: 'regctl owners list example.org', does: 'external-dns and octoDNS markers are known' },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {},
  fields: [
    { name: 'name', description: 'owner name' },
    { name: 'type', description: 'record type' },
    { name: 'owner', description: 'who, for `owners claim`' },
    { name: 'sign', description: 'external-dns, octodns or rule' },
    { name: 'claimed', description: 'whether regctl may change it' },
  ],
  exitCodes: { 4: 'no account', 5: 'zone not found', 10: 'the server could not be reached' },
  writes: false,
  run: async (context, { arg }) => {
    const ref = await zoneRef(context, arg('zone'));
    const owners = await (await context.controlPlane()).zones.owners(ref, callOptions(context));
    return {
      kind: 'rows',
      columns: [
        { field: 'name', header: 'NAME' },
        { field: 'type', header: 'TYPE' },
        { field: 'owner', header: 'OWNER' },
        { field: 'claimed', header: 'CLAIMED', format: (value) => (value === true ? 'yes' : 'no') },
      ],
      rows: owners.map((owner) => ({ ...owner })),
      nameField: 'name',
      empty: `nobody else owns records in ${ref.zone}`,
    };
  },
});
