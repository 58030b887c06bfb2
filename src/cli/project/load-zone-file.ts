import type { DomainName } from '../../core/names.ts';
import { readBytes, readText } from '../files.ts';
import { parseZoneText, type ZoneFileContent } from '../master-file.ts';
import { zoneFileLayout } from '../zone-file-layout.ts';
import { parseJsonZone } from './json-zone.ts';
import { readOctodnsZone } from './octodns.ts';

/**
 * Reads what a file or folder says about a zone, in whatever layout.
 *
 * @param shown - the path as the user knows it
 * @throws RegctlError `INVALID_ZONE_FILE` with the place, `FILE_NOT_FOUND`, `FILE_FAILED`
 */
export function loadZoneFile(path: string, zone: DomainName, shown: string): ZoneFileContent {
  switch (zoneFileLayout(path)) {
    case 'yaml':
    case 'folder': {
      const { rrsets, remarks } = readOctodnsZone(path, zone);
      return { rrsets, remarks, losses: remarks.map((text) => ({ text })) };
    }
    case 'json':
      return { rrsets: parseJsonZone(readText(path, shown), zone, shown).rrsets, remarks: [], losses: [] };
    case 'master':
      return parseZoneText(readBytes(path, shown), zone, shown, path);
  }
}
