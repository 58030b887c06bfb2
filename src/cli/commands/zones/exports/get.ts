import { resolve } from 'node:path';
import { RegctlError } from '../../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../../command.ts';
import { writeWhole } from '../../../files.ts';
import { hostedPart } from '../../../hosted-part.ts';
import { ZONE_EXPORT_FIELDS } from '../../../zone-export-view.ts';
import { zoneRef } from '../../../zone-words.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Write an export of a zone as a master file',
  examples: [
    { command: 'regctl zones exports get example.org', does: 'the last one' },
    {
      command: 'regctl zones exports get example.org --day 2026-11-21 --out example.org.zone',
      does: 'of one day, into a file',
    },
  ],
  args: [{ name: 'zone', description: 'zone', completes: 'zone' }],
  flags: {
    day: { type: 'string', value: 'DAY', description: 'YYYY-MM-DD, UTC; else the last one' },
    out: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'write to a file instead of stdout',
    },
  },
  fields: [...ZONE_EXPORT_FIELDS, { name: 'text', description: 'master file' }],
  exitCodes: {
    5: 'there is no such export',
    6: 'in local mode, or the control plane has no place for exports',
  },
  writes: false,
  run: async (context, { arg, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const day = flags.day ?? 'latest';
    if (day !== 'latest' && !/^\d{4}-\d{2}-\d{2}$/.test(day))
      throw new RegctlError('USAGE', `${day} is no day`, {
        reason: 'a day has the form YYYY-MM-DD',
        hint: `regctl zones exports list ${ref.zone}`,
      });
    const { zoneExports } = await context.controlPlane();
    const found = await hostedPart(zoneExports, 'exports of zones').get({ ...ref, day });
    if (flags.out === undefined || flags.out === '-')
      return { kind: 'text', text: found.text, value: { ...found } };
    await writeWhole(resolve(context.cwd, flags.out), found.text, flags.out);
    context.notice(`${found.zone} of ${found.day} written to ${flags.out}`);
    return { kind: 'nothing' };
  },
});
