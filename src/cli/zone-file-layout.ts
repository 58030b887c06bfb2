import { extname } from 'node:path';
import { isFolder } from './files.ts';

/** How a file holds a zone: a master file, YAML in octoDNS's layout, a folder of the latter, or the JSON that `zones export --json` prints. */
export type ZoneFileLayout = 'master' | 'yaml' | 'folder' | 'json';

/** Tells the layout of a file by the end of its name: all that is neither YAML nor JSON is a master file. */
export function zoneFileLayout(path: string): ZoneFileLayout {
  if (isFolder(path)) return 'folder';
  const end = extname(path).toLowerCase();
  return end === '.yaml' || end === '.yml' ? 'yaml' : end === '.json' ? 'json' : 'master';
}
