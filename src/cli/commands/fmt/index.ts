import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { loadProject } from '../../project/load.ts';
import { formatOctodnsZone } from '../../project/octodns-write.ts';
import { readZoneFile, zoneOfFileName } from '../../zone-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Write zone files in canonical layout; comments and directives are lost',
  examples: [
    { command: 'regctl fmt --check', does: 'exit 3 where a file of the project is not canonical' },
    { command: 'regctl fmt example.org.zone', does: 'one file' },
  ],
  args: [
    {
      name: 'file',
      description: 'zone files; those of the project when omitted',
      optional: true,
      variadic: true,
      completes: 'file',
    },
  ],
  flags: {
    check: { type: 'boolean', description: 'write nothing; exit 3 where a file would change' },
    zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'zone of the files' },
  },
  fields: [
    { name: 'file', description: 'file' },
    { name: 'changed', description: 'whether its layout changed, or would' },
  ],
  exitCodes: { 2: 'a file has errors', 3: 'a file would change, with --check', 5: 'a file is missing' },
  writes: true,
  run: async (context, { rest, flags }) => {
    const targets =
      rest.length > 0
        ? rest.map((file) => ({
            file,
            path: resolve(context.cwd, file),
            zone: parseDomainName(flags.zone ?? zoneOfFileName(file)),
          }))
        : loadProject(context).zones.map(({ file, path, zone }) => ({ file, path, zone }));
    const rows = [];
    for (const { file, path, zone } of targets) {
      const rrsets = await readZoneFile(context, path, zone);
      const text = /\.ya?ml$/i.test(path) ? formatOctodnsZone(rrsets) : formatMasterFile({ zone, rrsets });
      const changed = (await readFile(path, 'utf8')) !== text;
      if (changed && !flags.check) await writeFile(path, text);
      rows.push({ file, changed });
    }
    return {
      kind: 'rows',
      columns: [
        { field: 'file', header: 'FILE' },
        { field: 'changed', header: 'CHANGED', format: (value) => (value === true ? 'yes' : 'no') },
      ],
      rows,
      nameField: 'file',
      empty: 'the project names no zones',
      exitCode: flags.check && rows.some((row) => row.changed) ? 3 : 0,
    };
  },
});
