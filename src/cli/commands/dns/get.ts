import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { readZone } from '../../read-zone.ts';
import { RECORD_FIELDS, recordsView } from '../../zone-view.ts';
import { ownerOf, typeOf } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show the records at one name',
  examples: [
    { command: 'regctl dns get example.org www', does: 'all types' },
    { command: 'regctl dns get example.org @ MX', does: 'one type' },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'owner name, @ for the apex', completes: 'name' },
    { name: 'type', description: 'record type', optional: true, completes: 'type' },
  ],
  flags: {},
  fields: RECORD_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    5: 'zone or records not found',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context, { arg }) => {
    const { zone, account, rrsets } = await readZone(context, arg('zone'));
    const name = ownerOf(arg('name'), zone);
    const type = arg('type') === '' ? undefined : typeOf(arg('type'));
    const chosen = rrsets.filter(
      (rrset) => rrset.name === name && (type === undefined || rrset.type === type),
    );
    if (chosen.length === 0) {
      throw new RegctlError(
        'RRSET_NOT_FOUND',
        `no ${type === undefined ? '' : `${type} `}records at ${name} in ${zone}`,
        {
          reason: 'the zone holds nothing there',
          hint: `regctl dns list ${zone}`,
        },
      );
    }
    return recordsView(zone, account, chosen, '');
  },
});
