import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isRegctlError } from '../../core/errors.ts';
import { parseMasterFile } from '../../core/master-file/parse.ts';
import { staysInside } from '../../core/master-file/include-path.ts';
import { parseDomainName, type DomainName } from '../../core/names.ts';
import type { Logger } from '../../ports/logger.ts';
import { nameKey, type NameKey } from './name-key.ts';
import { createServedZone, type ServedZone } from './served-zone.ts';
import type { ZoneSource } from './zone-source.ts';

/** Milliseconds for which a look at folder and file holds, so that many questions cost one look. */
const FRESH_MS = 20;

/** A file that was written less than this many milliseconds ago may be written again with the same time stamp. */
const SETTLED_MS = 50;

/** The mark of what is not there. */
const ABSENT = 'absent';

/** The end of a master file's name, as the zonefile provider has it. */
const SUFFIX = '.zone';

/** A folder of master files as a source of zones. */
export interface FolderSource extends ZoneSource {
  /** Makes the next questions look at the files again at once. */
  refresh(): void;
}

interface ZoneFile {
  readonly name: DomainName;
  readonly path: string;
  /** Time stamps, sizes and inodes of the file and what it includes, as they were when the zone was read. */
  marks: ReadonlyMap<string, string>;
  zone: ServedZone | undefined;
  /** What was said in the log about the file as it is. */
  problem: string | undefined;
  checkedAt: number;
}

/**
 * Serves the master files of a folder: `example.org.zone` holds example.org, `root.zone` the root, `%2f` stands for a slash.
 *
 * A file is read when its zone is first asked for, and again once it has changed (time, size or inode, its includes too). The new zone
 * takes the place of the old one whole; a file that cannot be read keeps the old one, and is logged once. A removed file ends its zone.
 */
export function createFolderSource(folder: string, logger: Logger): FolderSource {
  let files = new Map<NameKey, ZoneFile>();
  let folderMark = '';
  let checkedAt = -Infinity;

  const list = (now: number): void => {
    if (now - checkedAt < FRESH_MS) return;
    checkedAt = now;
    const mark = markOf(folder);
    if (mark === folderMark) return;
    folderMark = mark;
    try {
      files = mark === ABSENT ? new Map() : listZones(folder, files, logger);
    } catch (error) {
      logger.warn(`${folder} cannot be listed, its zones stay as they were: ${messageOf(error)}`);
    }
  };
  return {
    find: (key) => {
      const now = performance.now();
      list(now);
      const file = files.get(key);
      if (file === undefined) return undefined;
      if (now - file.checkedAt >= FRESH_MS) {
        file.checkedAt = now;
        if (hasChanged(file)) load(file, folder, logger);
      }
      return file.zone ?? 'unloadable';
    },
    refresh: () => {
      checkedAt = -Infinity;
      folderMark = '';
      for (const file of files.values()) file.checkedAt = -Infinity;
    },
  };
}

function listZones(
  folder: string,
  before: ReadonlyMap<NameKey, ZoneFile>,
  logger: Logger,
): Map<NameKey, ZoneFile> {
  const files = new Map<NameKey, ZoneFile>();
  for (const fileName of readdirSync(folder)) {
    if (!fileName.endsWith(SUFFIX) || fileName.startsWith('.')) continue;
    const name = zoneNameOf(fileName);
    if (name === undefined) {
      logger.warn(`${fileName} is not served: its name is not that of a zone`);
      continue;
    }
    const key = nameKey(name);
    const path = join(folder, fileName);
    files.set(
      key,
      before.get(key) ?? {
        name,
        path,
        marks: new Map(),
        zone: undefined,
        problem: undefined,
        checkedAt: -Infinity,
      },
    );
  }
  return files;
}

function zoneNameOf(fileName: string): DomainName | undefined {
  const stem = fileName.slice(0, -SUFFIX.length).replaceAll('%2f', '/');
  if (stem === 'root') return '';
  try {
    return parseDomainName(stem);
  } catch (error) {
    if (isRegctlError(error, 'INVALID_NAME')) return undefined;
    throw error;
  }
}

function hasChanged(file: ZoneFile): boolean {
  if (file.marks.size === 0) return true;
  for (const [path, mark] of file.marks) if (markOf(path) !== mark) return true;
  return false;
}

function load(file: ZoneFile, folder: string, logger: Logger): void {
  // Marks are taken before reading: what is written meanwhile is read again.
  const marks = new Map([[file.path, markOf(file.path)]]);
  try {
    const { rrsets } = parseMasterFile(readFileSync(file.path), {
      origin: file.name,
      file: file.path,
      include: (path, from) => {
        if (!staysInside(path)) throw new Error('only files below the zone file itself can be included');
        const included = join(dirname(from), path);
        marks.set(included, markOf(included));
        if (!staysInside(relative(realpathSync(folder), realpathSync(included))))
          throw new Error('it is a link that leads out of the folder');
        return { content: readFileSync(included), file: included };
      },
    });
    const zone = createServedZone(file.name, rrsets);
    if (zone === undefined) throw new Error('it has no SOA record');
    file.zone = zone;
    file.problem = undefined;
  } catch (error) {
    const problem = messageOf(error);
    const state = file.zone === undefined ? 'not served' : 'served as it was';
    if (problem !== file.problem) logger.warn(`zone ${file.name || '.'} is ${state}: ${problem}`);
    file.problem = problem;
  }
  file.marks = marks;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return isRegctlError(error) && error.reason !== undefined
    ? `${error.message}: ${error.reason}`
    : error.message;
}

/** Gives what changes when a file or folder does. */
function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (stat === undefined) return ABSENT;
  const settled = Date.now() - Number(stat.mtimeMs) > SETTLED_MS ? '' : ` at ${performance.now()}`;
  return `${stat.mtimeNs} ${stat.ctimeNs} ${stat.size} ${stat.ino}${settled}`;
}
