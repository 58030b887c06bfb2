import { defineCommand, type AnyCommand } from '../../command.ts';
import { readValue } from '../../read-input.ts';
import { dataOf, ownerOf, typeOf, zoneRef } from '../../zone-words.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { editAndWait, WAIT_EXIT_CODES, WAIT_FLAG } from '../../wait-served.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Add records; those that are there already stay',
  description:
    'A target with a dot inside is absolute, a single label is relative to the zone, @ is the apex; a trailing dot makes any name absolute. TXT takes one argument as one string, every character as it stands; in quotes it is read as in a zone file. - and @file read a value from stdin or a file.',
  examples: [
    { command: 'regctl dns create example.org www A 192.0.2.8', does: 'a further address' },
    {
      command: "regctl dns create example.org @ MX '10 mail.example.org' '20 mail.example.net'",
      does: 'several values',
    },
    {
      command: "regctl dns create example.org @ TXT 'v=spf1 mx -all' --dry-run",
      does: 'only show what would happen',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'owner name, @ for the apex', completes: 'name' },
    { name: 'type', description: 'record type', completes: 'type' },
    { name: 'value', description: 'data of each record', variadic: true },
  ],
  flags: {
    ttl: {
      type: 'integer',
      value: 'SECONDS',
      description: 'time to live; that of the present records, or 3600, when omitted',
    },
    ...WRITE_FLAGS,
    ...WAIT_FLAG,
  },
  fields: WRITE_FIELDS,
  exitCodes: { ...WRITE_EXIT_CODES, ...WAIT_EXIT_CODES },
  writes: true,
  run: async (context, { arg, rest, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const name = ownerOf(arg('name'), ref.zone);
    const type = typeOf(arg('type'));
    const values = await Promise.all(rest.map((value) => readValue(context, value)));
    const rdata = values.map((value) => dataOf(type, value, ref.zone));
    const edit = {
      op: 'add',
      name,
      type,
      rdata,
      ...(flags.ttl === undefined ? {} : { ttl: flags.ttl }),
    } as const;
    return editAndWait(context, ref, [edit], {
      dryRun: flags['dry-run'],
      allowDeletes: flags['allow-deletes'],
      confirm: false,
      reason: `dns create ${name} ${type}`,
      wait: flags.wait,
    });
  },
});
