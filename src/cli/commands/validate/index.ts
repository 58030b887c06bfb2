import { lintZone } from '../../../core/lint/index.ts';
import type { Finding } from '../../../core/master-file/check.ts';
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
    const zones: { zone: string; file: string; rrsets: readonly RRset[]; isAlone: boolean }[] = [];
    if (rest.length === 0) {
      const project = loadProject(context);
      for (const zone of project.zones)
        zones.push({
          zone: zone.zone,
          file: zone.path,
          rrsets: readProjectZone(context, project, zone).rrsets,
          isAlone: false,
        });
    }
    for (const file of rest) {
      const zone = await zoneOfFile(context, file, flags.zone);
      zones.push({ zone, file, rrsets: await readZoneFile(context, file, zone), isAlone: true });
    }
    const findings = zones.flatMap(({ zone, file, rrsets, isAlone }) => {
      // A file of a project need not hold what the provider keeps.
      const partial = !rrsets.some((rrset) => rrset.type === 'SOA');
      const found = [...lintPart(rrsets, partial, isAlone), ...lintZone(zone, rrsets, { partial })];
      return found.map((finding) => ({ zone, finding, file }));
    });
    return findingsView(findings, `${zones.length} zones, nothing to object to`);
  },
});

/** Tells of what a file lacks that is served as it is; whether it is, only its owner knows. */
function lintPart(rrsets: readonly RRset[], partial: boolean, isAlone: boolean): Finding[] {
  const at = { name: '@', type: 'SOA' };
  if (rrsets.length === 0) {
    const message = 'the file holds no records: no name server loads it, and applied it would empty the zone';
    return [{ severity: isAlone ? 'error' : 'warning', check: 'empty', ...at, message }];
  }
  if (!partial || !isAlone) return [];
  const message = 'the file has no SOA record: a project can have it so, and no name server loads it';
  return [{ severity: 'warning', check: 'no-soa', ...at, message }];
}
