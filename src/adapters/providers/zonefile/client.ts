import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsync,
  openSync,
  opendirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { access, link, rename, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { RegctlError } from '../../../core/errors.ts';
import { fileFailure, isFileError } from '../../../core/file-failure.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { staysInside } from '../../../core/master-file/include-path.ts';
import { parseMasterFile, type ParseWarning } from '../../../core/master-file/parse.ts';
import type { DomainName } from '../../../core/names.ts';
import type { RRset } from '../../../core/rrset.ts';
import { makeFolder } from '../../make-folder.ts';
import { fileNameOf, lostInCanonicalForm, notesOfRewrite, zoneOfFile } from './convert.ts';
import { MAX_FILE_OCTETS } from './limits.ts';

/** Name servers read the files as users of their own. */
const FOLDER_MODE = 0o755;

/** A zone's file as read. */
export interface ZoneFile {
  readonly rrsets: readonly RRset[];
  /** Digest of the octets; another one means that somebody wrote. */
  readonly revision: string;
  readonly octets: Uint8Array;
  readonly path: string;
  readonly warnings: readonly ParseWarning[];
  /** What is lost once the file is written anew: comments and directives. */
  readonly lost: readonly string[];
}

/** The folder of master files, with the care that files need: confined paths, whole or no writes, durable when done. */
export class ZoneFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Names of the zones that have a file, sorted. */
  async zones(): Promise<DomainName[]> {
    const zones = this.#fileNames()
      .map(zoneOfFile)
      .filter((zone) => zone !== undefined);
    return [...new Set(zones)].toSorted();
  }

  /**
   * Finds the file of a zone, however its name is written: `Example.ORG.zone` and `bücher.example.zone` are files of zones too.
   *
   * @throws RegctlError `AMBIGUOUS` where there are two
   */
  async find(zone: DomainName): Promise<string | undefined> {
    const names = this.#fileNames().filter((name) => zoneOfFile(name) === zone);
    if (names.length > 1) throw twice(zone, this.folder, names);
    return names[0] === undefined ? undefined : join(this.folder, names[0]);
  }

  /** Takes away what writes left that were killed. The caller holds the zone's lock. */
  async tidy(zone: DomainName): Promise<void> {
    const { removeLeftovers } = await import('./leftovers.ts');
    await removeLeftovers(this.folder, fileNameOf(zone));
  }

  lockPathOf(zone: DomainName): string {
    return join(this.folder, `.${fileNameOf(zone)}.lock`);
  }

  /** Reads a zone's file. @throws RegctlError `ZONE_NOT_FOUND`, `INVALID_ZONE_FILE` */
  async read(zone: DomainName): Promise<ZoneFile> {
    const path = await this.find(zone);
    if (path === undefined) throw notFound(zone, this.#newPath(zone));
    const octets = this.#octets(zone, path);
    const { rrsets, warnings } = parseMasterFile(octets, {
      origin: zone,
      file: path,
      include: (included, from) => this.#include(included, from),
    });
    const lost = lostInCanonicalForm(new TextDecoder('latin1').decode(octets));
    return { rrsets, revision: digest(octets), octets, path, warnings, lost };
  }

  /** Says what a write to this file does besides its changes. */
  notesOf(file: ZoneFile): string[] {
    return losesSomething(file) ? notesOfRewrite(file, freeName(file.path)) : [];
  }

  /** Writes a zone's file whole: beside it first, synced, then renamed over it, the folder synced. */
  async write(zone: DomainName, rrsets: readonly RRset[], before: ZoneFile | undefined): Promise<void> {
    const path = before?.path ?? this.#newPath(zone);
    const temporary = join(this.folder, `.${fileNameOf(zone)}.${process.pid}.tmp`);
    try {
      if (before !== undefined && losesSomething(before)) await this.#keepOriginal(before);
      const content = formatMasterFile({ zone, rrsets });
      await synced(openSync(temporary, 'w', 0o644), content);
      if (before === undefined) {
        // A link fails where a file came into being meanwhile, a rename would replace it.
        await link(temporary, path);
        rmSync(temporary);
      } else {
        chmodSync(temporary, statSync(path).mode);
        // Through a symbolic link, so that the link stays one.
        await rename(temporary, this.#sameFolder(path));
      }
      await this.#syncFolder();
    } catch (error) {
      rmSync(temporary, { force: true });
      if (isFileError(error, 'EEXIST')) throw alreadyExists(zone, path);
      throw fileFailure('write', path, error);
    }
  }

  async remove(zone: DomainName): Promise<void> {
    const path = await this.find(zone);
    if (path === undefined) throw notFound(zone, this.#newPath(zone));
    try {
      await rm(path);
      await this.#syncFolder();
    } catch (error) {
      if (isFileError(error, 'ENOENT')) throw notFound(zone, path);
      throw fileFailure('delete', path, error);
    }
  }

  /** Makes sure that the folder is there and can be written. */
  async check(): Promise<void> {
    this.prepare();
    try {
      await access(this.folder, constants.R_OK | constants.W_OK);
    } catch (error) {
      throw fileFailure('use', this.folder, error);
    }
  }

  /** Makes the folder, which a lock file needs to be in. @throws RegctlError `FILE_FAILED` */
  prepare(): void {
    try {
      makeFolder(this.folder, FOLDER_MODE);
      // A file in its place is found only by this.
      opendirSync(this.folder).closeSync();
    } catch (error) {
      throw fileFailure('create', `the folder ${this.folder}`, error);
    }
  }

  #fileNames(): string[] {
    try {
      // At once, as files are read: what a thread would do is little beside making the list of it.
      const entries = readdirSync(this.folder, { withFileTypes: true });
      return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    } catch (error) {
      if (isFileError(error, 'ENOENT')) return [];
      throw fileFailure('read', this.folder, error, 'let the endpoint be a folder that can be read');
    }
  }

  #newPath(zone: DomainName): string {
    return join(this.folder, fileNameOf(zone));
  }

  #octets(zone: DomainName, path: string): Uint8Array {
    try {
      // At once: that a thread is woken for each of these steps takes longer than they do, and longer still is it read as a zone.
      const file = openSync(path, 'r');
      try {
        const { size } = fstatSync(file);
        if (size > MAX_FILE_OCTETS) {
          throw new RegctlError('INVALID_ZONE_FILE', `${path} is too large`, {
            reason: `it has ${size} octets and ${MAX_FILE_OCTETS} are taken`,
          });
        }
        return readFileSync(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (isFileError(error, 'ENOENT')) throw notFound(zone, path);
      throw fileFailure('read', path, error);
    }
  }

  /** Reads an `$INCLUDE`, which may not lead out of the folder, by symbolic links neither. */
  #include(path: string, from: string): { content: Uint8Array; file: string } {
    if (!staysInside(path)) throw new Error('only files below the zone file itself can be included');
    const target = join(dirname(from), path);
    const folder = realpathSync(this.folder);
    if (!staysInside(relative(folder, realpathSync(target))))
      throw new Error('it is a link that leads out of the folder');
    return { content: readFileSync(target), file: target };
  }

  /** Keeps a file that loses something by being written anew, beside those that were kept before. */
  async #keepOriginal({ path, octets }: ZoneFile): Promise<void> {
    await synced(openSync(freeName(path), 'wx', statSync(path).mode), octets);
  }

  #sameFolder(path: string): string {
    const real = realpathSync(path);
    return dirname(real) === realpathSync(this.folder) ? real : path;
  }

  async #syncFolder(): Promise<void> {
    // Windows cannot open a folder, and needs no such thing.
    if (process.platform === 'win32') return;
    await synced(openSync(this.folder, 'r'));
  }
}

const syncFile = promisify(fsync);

/** Closes a file once it is on the disk. To wait for that takes a thread, as a rename does that waits for syncs; each of the other steps is done sooner than one is woken. */
async function synced(file: number, content: string | Uint8Array = ''): Promise<void> {
  try {
    if (content.length > 0) writeFileSync(file, content);
    await syncFile(file);
  } finally {
    closeSync(file);
  }
}

function losesSomething({ lost, warnings }: ZoneFile): boolean {
  return lost.length > 0 || warnings.length > 0;
}

/** The name to keep a file under: `.orig`, or with a number behind it where somebody wrote by hand again. */
function freeName(path: string): string {
  for (let count = 1; ; count++) {
    const name = `${path}.orig${count === 1 ? '' : `.${count}`}`;
    if (!existsSync(name)) return name;
  }
}

export function alreadyExists(zone: DomainName, path: string): RegctlError {
  return new RegctlError('ALREADY_EXISTS', `zone ${zone} exists already`, {
    reason: `there is a file ${path}`,
    hint: `look at it with \`regctl zones get ${zone}\``,
    provider: 'zonefile',
  });
}

function notFound(zone: DomainName, path: string): RegctlError {
  return new RegctlError('ZONE_NOT_FOUND', `zone ${zone} not found`, {
    reason: `there is no file ${path}`,
    hint: `create it with \`regctl zones create ${zone} --nameserver NAME\`, or see \`regctl zones list\``,
    provider: 'zonefile',
  });
}

function twice(zone: DomainName, folder: string, names: readonly string[]): RegctlError {
  return new RegctlError('AMBIGUOUS', `zone ${zone} has more than one file`, {
    reason: `${names.toSorted().join(' and ')} in ${folder} are names of the same zone`,
    hint: 'move one of them out of the folder',
    provider: 'zonefile',
    details: { files: names.toSorted() },
  });
}

function digest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}
