import { defineCommand, type AnyCommand } from '../../command.ts';
import { callOptions } from '../../write-flow.ts';
import { ZONE_FIELDS, zoneView } from '../../zone-detail.ts';
import { zoneRef } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what is known about a zone besides its records',
  examples: [{ command: 'regctl zones get example.org', does: 'serial, servers, signing' }],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {},
  fields: ZONE_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    5: 'zone not found',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context, { arg }) =>
    zoneView(
      await (
        await context.controlPlane()
      ).zones.get(await zoneRef(context, arg('zone')), callOptions(context)),
    ),
});
