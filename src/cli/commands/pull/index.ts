import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRegctlError, RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { rrsetKey, type RRset } from '../../../core/rrset.ts';
import { indexRRsets } from '../../../core/zone.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { makeFolder, writeWhole } from '../../files.ts';
import {
  chooseZones,
  loadProject,
  refuseOutside,
  type Project,
  type ProjectZone,
} from '../../project/load.ts';
import { readOctodnsZone } from '../../project/octodns.ts';
import { callOptions } from '../../write-flow.ts';
import { formatZoneFile } from '../../zone-file.ts';
import { zoneFileLayout, type ZoneFileLayout } from '../../zone-file-layout.ts';

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
  exitCodes: {
    1: 'a file cannot be written',
    2: 'a file would lose what only octoDNS knows',
    4: 'no account',
    5: 'zone or project not found',
    10: 'a server could not be reached',
  },
  writes: true,
  run: async (context, { rest }) => {
    const project = loadProject(context);
    const regctl = await context.controlPlane();
    const account = (await context.settings()).get('account');
    const zones = chooseZones(project, rest).map((zone) => ({
      ...zone,
      layout: layoutToWrite(project, zone),
    }));
    // All are read before the first is written, so that a fault in one leaves the others as they are.
    const files = [];
    for (const { zone, path, file, layout, account: named } of zones) {
      const name = named ?? account;
      const { rrsets } = await regctl.zones.read(
        { zone, ...(name === undefined ? {} : { account: name }) },
        callOptions(context),
      );
      if (layout === 'yaml' && existsSync(path)) refuseLostExtras({ zone, file, path }, rrsets);
      files.push({ zone, path, file, layout, rrsets });
    }
    for (const { zone, path, file, layout, rrsets } of files) {
      makeFolder(dirname(path));
      await writeWhole(path, await formatZoneFile(layout, zone, rrsets), file);
    }
    const rows = files.map(({ zone, file, rrsets }) => ({
      zone,
      file,
      records: rrsets.reduce((sum, rrset) => sum + rrset.rdata.length, 0),
    }));
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

/** The layout to write; refuses what cannot be written, or would be lost: a link out of the project, a folder, and what octoDNS alone knows. */
function layoutToWrite(project: Project, zone: ProjectZone): Exclude<ZoneFileLayout, 'folder'> {
  refuseOutside(project, zone);
  const layout = zoneFileLayout(zone.path);
  if (layout === 'folder') {
    throw new RegctlError('INVALID_INPUT', `${zone.file} is a folder in octoDNS layout`, {
      reason: 'pull writes single files',
      hint: 'name a .zone or .yaml file in regctl.yaml',
    });
  }
  if (layout !== 'yaml' || !existsSync(zone.path)) return layout;
  const [first] = lossesOf(zone);
  if (first === undefined) return layout;
  throw new RegctlError('INVALID_ZONE_FILE', `${zone.file} would lose what octoDNS alone knows`, {
    reason: first,
    hint: `name another file for ${zone.zone} in regctl.yaml, or move this one away`,
  });
}

/** Refuses to write over extras in a file, such as `proxied`, that the account's provider does not keep and so cannot give back. */
function refuseLostExtras(
  { zone, file, path }: Pick<ProjectZone, 'zone' | 'file' | 'path'>,
  live: readonly RRset[],
): void {
  const present = indexRRsets(live);
  for (const rrset of extrasIn(path, zone)) {
    const held = present.get(rrsetKey(rrset))?.extras ?? {};
    const lost = Object.keys(rrset.extras ?? {}).find((key) => !Object.hasOwn(held, key));
    if (lost === undefined) continue;
    throw new RegctlError('INVALID_ZONE_FILE', `${file} would lose what octoDNS alone knows`, {
      reason: `${rrset.name} ${rrset.type} has octodns settings (${lost}) there, and the provider keeps none`,
      hint: `name another file for ${zone} in regctl.yaml, or move this one away`,
    });
  }
}

function extrasIn(path: string, zone: DomainName): readonly RRset[] {
  try {
    return readOctodnsZone(path, zone).rrsets.filter((rrset) => rrset.extras !== undefined);
  } catch (error) {
    // As above: a file with errors says nothing that could be kept.
    if (isRegctlError(error, 'INVALID_ZONE_FILE')) return [];
    throw error;
  }
}

function lossesOf(zone: ProjectZone): readonly string[] {
  try {
    return readOctodnsZone(zone.path, zone.zone).remarks;
  } catch (error) {
    // A file with errors says nothing that could be kept; the live state is what mends it.
    if (isRegctlError(error, 'INVALID_ZONE_FILE')) return [];
    throw error;
  }
}
