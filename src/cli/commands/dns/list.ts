import { defineCommand, type AnyCommand } from '../../command.ts';
import { matchesGlob } from '../../../core/glob.ts';
import { readZone } from '../../read-zone.ts';
import { RECORD_FIELDS, recordsView } from '../../zone-view.ts';
import { ownerOf, typeOf } from '../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'List the records of a zone',
  examples: [
    { command: 'regctl dns list example.org', does: 'all records' },
    {
      command: "regctl dns list example.org --type MX --json | jq -r '.[].data'",
      does: 'where the mail goes',
    },
    { command: 'regctl dns list example.org -o zone > example.org.zone', does: 'as a master file' },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    type: { type: 'list', value: 'TYPE', completes: 'type', description: 'only this type' },
    name: {
      type: 'string',
      value: 'NAME',
      completes: 'name',
      description: 'only this owner name; * stands for anything',
    },
    value: { type: 'string', value: 'TEXT', description: 'only data that match; * stands for anything' },
  },
  fields: RECORD_FIELDS,
  exitCodes: {
    4: 'no account, or its credential is rejected',
    5: 'zone not found',
    10: 'the server could not be reached',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const { zone, account, rrsets } = await readZone(context, arg('zone'));
    const types = flags.type.map(typeOf);
    const name =
      flags.name === undefined || flags.name.includes('*') ? flags.name : ownerOf(flags.name, zone);
    const value = flags.value;
    const chosen = rrsets
      .filter((rrset) => types.length === 0 || types.includes(rrset.type))
      .filter((rrset) => name === undefined || matchesGlob(name, rrset.name))
      .map((rrset) =>
        value === undefined
          ? rrset
          : { ...rrset, rdata: rrset.rdata.filter((rdata) => matchesGlob(value, rdata)) },
      )
      .filter((rrset) => rrset.rdata.length > 0);
    return recordsView(zone, account, chosen, `no such records in ${zone}`);
  },
});
