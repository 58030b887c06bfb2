import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseMasterFile } from '../../core/master-file/parse.ts';
import { staysInside } from '../../core/master-file/include-path.ts';
import { splitLabels, type DomainName } from '../../core/names.ts';
import type { Logger } from '../../ports/logger.ts';
import { serveZone, type ServedZone } from './answer.ts';

/** Where a server finds its zones. */
export interface ZoneSource {
  /** The zone that a name lies in, the deepest of several; undefined when there is none. */
  find(name: DomainName): ServedZone | undefined;
}

/**
 * Serves the master files of a folder. A file is read again once it has changed; one that cannot be read keeps the zone as it was.
 * Changes are looked for at each question, by the file's time, size and inode, which costs one system call.
 */
export function createFolderSource(folder: string, logger: Logger): ZoneSource {
  const cache = new Map<string, { mark: string; zone: ServedZone | undefined }>();
  const load = (zone: DomainName): ServedZone | undefined => {
    const path = join(folder, `${zone === '' ? 'root' : zone.replaceAll('/', '%2f')}.zone`);
    const mark = markOf(path);
    const known = cache.get(path);
    if (known !== undefined && known.mark === mark) return known.zone;
    const loaded = mark === undefined ? undefined : (readZone(zone, path, logger) ?? known?.zone);
    cache.set(path, { mark: mark ?? 'absent', zone: loaded });
    return loaded;
  };
  return {
    find: (name) => {
      const labels = splitLabels(name);
      for (let i = 0; i <= labels.length; i++) {
        const zone = load(labels.slice(i).join('.'));
        if (zone !== undefined) return zone;
      }
      return undefined;
    },
  };
}

function markOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? undefined : `${stat.mtimeNs} ${stat.size} ${stat.ino}`;
}

function readZone(zone: DomainName, path: string, logger: Logger): ServedZone | undefined {
  try {
    const { rrsets } = parseMasterFile(readFileSync(path), {
      origin: zone,
      file: path,
      include: (included, from) => {
        if (!staysInside(included)) throw new Error('only files below the zone file can be included');
        const file = join(dirname(from), included);
        return { content: readFileSync(file), file };
      },
    });
    return serveZone(zone, rrsets);
  } catch (error) {
    logger.warn(
      `zone ${zone} is not loaded: ${error instanceof Error ? error.message : 'it cannot be read'}`,
    );
    return undefined;
  }
}
