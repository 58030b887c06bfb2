import { resolve } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { formatMasterFile } from '../core/master-file/format.ts';
import type { DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';
import type { Context } from './context.ts';
import { parseZoneText, type ZoneFileContent } from './master-file.ts';
import { readInputBytes } from './read-input.ts';
import { zoneFileLayout, type ZoneFileLayout } from './zone-file-layout.ts';

/** Reads RRsets of a zone from a file named on the command line, and tells what is odd about it. `-` is a master file on stdin. */
export async function readZoneFile(
  context: Context,
  path: string,
  zone: DomainName,
): Promise<readonly RRset[]> {
  const { rrsets, remarks } = await loadInput(context, path, zone);
  for (const remark of remarks) context.warn(remark);
  return rrsets;
}

async function loadInput(context: Context, path: string, zone: DomainName): Promise<ZoneFileContent> {
  const full = resolve(context.cwd, path);
  // Most are master files, which need no reader of YAML.
  if (path === '-' || zoneFileLayout(full) === 'master')
    return parseZoneText(await readInputBytes(context, path), zone, path === '-' ? 'stdin' : path, full);
  const { loadZoneFile } = await import('./project/load-zone-file.ts');
  return loadZoneFile(full, zone, path);
}

/** Writes a zone as text in the layout that the name of its file asks for. */
export async function formatZoneFile(
  layout: Exclude<ZoneFileLayout, 'folder'>,
  zone: DomainName,
  rrsets: readonly RRset[],
): Promise<string> {
  if (layout === 'yaml') return (await import('./project/octodns-write.ts')).formatOctodnsZone(rrsets);
  if (layout === 'json') return (await import('./project/json-zone.ts')).formatJsonZone({ zone, rrsets });
  return formatMasterFile({ zone, rrsets });
}

/** Refuses what cannot be a zone's own data: a file without any record is more likely a mistake than a wish. */
export function refuseEmpty(rrsets: readonly RRset[], path: string): void {
  if (rrsets.length > 0) return;
  throw new RegctlError('INVALID_ZONE_FILE', `${path} holds no records`, {
    reason: 'an empty file would empty the zone',
    hint: 'check the path; a zone is deleted with `regctl zones delete`',
  });
}
