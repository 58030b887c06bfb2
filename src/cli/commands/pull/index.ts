import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { chooseZones, loadProject } from '../../project/load.ts';
import { formatOctodnsZone } from '../../project/octodns-write.ts';
import { callOptions } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Write the live state of zones into the files of the project',
  examples: [{ command: 'regctl pull example.org', does: 'as a start, or after an edit elsewhere' }],
  args: [
    {
      name: 'zone',
      description: 'zones; all when omitted',
      optional: true,
      variadic: true,
      completes: 'zone',
    },
  ],
  flags: {},
  fields: [
    { name: 'zone', description: 'zone' },
    { name: 'file', description: 'file written' },
    { name: 'records', description: 'records in it' },
  ],
  exitCodes: { 4: 'no account', 5: 'zone or project not found', 10: 'a server could not be reached' },
  writes: true,
  run: async (context, { rest }) => {
    const project = loadProject(context);
    const regctl = await context.controlPlane();
    const account = (await context.settings()).get('account');
    const rows = [];
    for (const zone of chooseZones(project, rest)) {
      const name = zone.account ?? account;
      const { rrsets } = await regctl.zones.read(
        { zone: zone.zone, ...(name === undefined ? {} : { account: name }) },
        callOptions(context),
      );
      const isYaml = /\.ya?ml$/i.test(zone.path);
      if (!isYaml && !zone.path.endsWith('.zone')) {
        throw new RegctlError('INVALID_INPUT', `${zone.file} is a folder in octoDNS layout`, {
          reason: 'pull writes single files',
          hint: 'name a .zone or .yaml file in regctl.yaml',
        });
      }
      await mkdir(dirname(zone.path), { recursive: true });
      await writeFile(
        zone.path,
        isYaml ? formatOctodnsZone(rrsets) : formatMasterFile({ zone: zone.zone, rrsets }),
      );
      rows.push({
        zone: zone.zone,
        file: zone.file,
        records: rrsets.reduce((sum, rrset) => sum + rrset.rdata.length, 0),
      });
    }
    return {
      kind: 'rows',
      columns: [
        { field: 'zone', header: 'ZONE' },
        { field: 'file', header: 'FILE' },
        { field: 'records', header: 'RECORDS', align: 'right' },
      ],
      rows,
      nameField: 'file',
      empty: 'the project names no zones',
    };
  },
});
