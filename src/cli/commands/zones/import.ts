import { defineCommand, type AnyCommand } from '../../command.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { IMPORT_FLAGS, importZone } from '../../zone-import.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Bring the records of a file into a zone, after showing the plan',
  examples: [
    {
      command: 'regctl zones import example.org example.org.zone',
      does: 'merge: records of the file are added or changed, others stay',
    },
    {
      command: 'regctl zones import example.org example.org.zone --replace',
      does: 'make the zone what the file says',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    {
      name: 'file',
      description: 'master file, octoDNS YAML or JSON of zones export; - for a master file on stdin',
      completes: 'file',
    },
  ],
  flags: { ...IMPORT_FLAGS, ...WRITE_FLAGS },
  fields: WRITE_FIELDS,
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: (context, { arg, flags }) => importZone(context, { zone: arg('zone'), file: arg('file') }, flags),
});
