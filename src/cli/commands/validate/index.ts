import { lintZone } from '../../../core/lint/index.ts';
import type { RRset } from '../../../core/rrset.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { FINDING_FIELDS, findingsView } from '../../finding-view.ts';
import { loadProject, readProjectZone } from '../../project/load.ts';
import { readZoneFile } from '../../zone-file.ts';
import { zoneOfFile } from '../../zone-of-file.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Check zone files and the project file, without any network',
  examples: [
    { command: 'regctl validate', does: 'every file of regctl.yaml' },
    { command: 'regctl validate example.org.zone', does: 'one file; the zone is taken from its name' },
    { command: 'regctl validate db.local --zone example.org', does: 'or named' },
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
  flags: { zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'zone of the files' } },
  fields: FINDING_FIELDS,
  exitCodes: { 2: 'a file has errors', 5: 'a file is missing' },
  writes: false,
  run: async (context, { rest, flags }) => {
    const zones: { zone: string; rrsets: readonly RRset[] }[] = [];
    if (rest.length === 0) {
      const project = loadProject(context);
      for (const zone of project.zones)
        zones.push({ zone: zone.zone, rrsets: readProjectZone(context, project, zone).rrsets });
    }
    for (const file of rest) {
      const zone = await zoneOfFile(context, file, flags.zone);
      zones.push({ zone, rrsets: await readZoneFile(context, file, zone) });
    }
    const findings = zones.flatMap(({ zone, rrsets }) => {
      // A file of a project need not hold what the provider keeps.
      const partial = !rrsets.some((rrset) => rrset.type === 'SOA');
      return lintZone(zone, rrsets, { partial }).map((finding) => ({ zone, finding }));
    });
    return findingsView(findings, `${zones.length} zones, nothing to object to`);
  },
});
