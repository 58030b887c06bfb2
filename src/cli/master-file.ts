import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { isFileError } from '../core/file-failure.ts';
import { staysInside } from '../core/master-file/include-path.ts';
import { parseMasterFile } from '../core/master-file/parse.ts';
import type { DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';
import { readBytes } from './files.ts';

/** What a file says about a zone. */
export interface ZoneFileContent {
  readonly rrsets: readonly RRset[];
  /** What the reader should know of it, with file and line. */
  readonly remarks: readonly string[];
  /** Those of the remarks that tell of something which the RRsets do not say, with the line where there is one. */
  readonly losses: readonly { readonly line?: number; readonly text: string }[];
}

/**
 * Parses a master file whose `$INCLUDE`s stay in its own folder.
 *
 * @param shown - what errors call the file
 * @param path - where it is, for what it includes
 * @throws RegctlError `INVALID_ZONE_FILE` with the place
 */
export function parseZoneText(
  content: Uint8Array | string,
  zone: DomainName,
  shown: string,
  path: string,
): ZoneFileContent {
  const folder = dirname(path);
  const { rrsets, warnings } = parseMasterFile(content, {
    origin: zone,
    file: shown,
    include: (included, from) => {
      if (!staysInside(included)) throw new Error('only files below the zone file itself can be included');
      const target = join(dirname(from === shown ? path : resolve(folder, from)), included);
      if (leadsOut(folder, target)) throw new Error('it is a link that leads out of the folder');
      return { content: readBytes(target, included), file: relative(folder, target) };
    },
  });
  const told = warnings.map(({ file, line, message, loses }) => ({
    line,
    text: `${file}:${line}: ${message}`,
    loses,
  }));
  return { rrsets, remarks: told.map(({ text }) => text), losses: told.filter(({ loses }) => loses) };
}

function leadsOut(folder: string, target: string): boolean {
  try {
    const real = relative(realpathSync(folder), realpathSync(target));
    return isAbsolute(real) || !staysInside(real);
  } catch (error) {
    // What is not there leads nowhere; reading it tells so.
    if (isFileError(error)) return false;
    throw error;
  }
}
