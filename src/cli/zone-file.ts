import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { RegctlError } from '../core/errors.ts';
import { staysInside } from '../core/master-file/include-path.ts';
import { parseMasterFile, type ParsedZone } from '../core/master-file/parse.ts';
import type { DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';
import type { Context } from './context.ts';
import { readInputBytes } from './read-input.ts';

/** Reads RRsets of a zone from a file: a master file, or YAML in octoDNS's layout by its ending. `-` is a master file on stdin. */
export async function readZoneFile(
  context: Context,
  path: string,
  zone: DomainName,
): Promise<readonly RRset[]> {
  const full = resolve(context.cwd, path);
  if (/\.ya?ml$/i.test(path) || (path !== '-' && isFolder(full))) {
    const { readOctodnsZone } = await import('./project/octodns.ts');
    const { rrsets, remarks } = readOctodnsZone(full, zone);
    for (const remark of remarks) context.warn(remark);
    return rrsets;
  }
  const { rrsets, warnings } = parseZoneText(
    await readInputBytes(context, path),
    zone,
    path === '-' ? 'stdin' : path,
    full,
  );
  for (const warning of warnings) context.warn(`${warning.file}:${warning.line}: ${warning.message}`);
  return rrsets;
}

/** Parses a master file whose `$INCLUDE`s stay in its own folder. */
export function parseZoneText(
  content: Uint8Array | string,
  zone: DomainName,
  file: string,
  fullPath: string,
): ParsedZone {
  const folder = dirname(fullPath);
  return parseMasterFile(content, {
    origin: zone,
    file,
    include: (path, from) => {
      if (!staysInside(path)) throw new Error('only files below the zone file itself can be included');
      const base = from === file ? fullPath : resolve(folder, from);
      const target = join(dirname(base), path);
      const real = relative(realpathSync(folder), realpathSync(target));
      if (isAbsolute(real) || !staysInside(real))
        throw new Error('it is a link that leads out of the folder');
      return { content: readFileSync(target), file: relative(folder, target) };
    },
  });
}

/** The zone that a file is probably for, by its name: `example.org.zone`, `example.org.yaml`. */
export function zoneOfFileName(path: string): string {
  const name = path.split(/[/\\]/).at(-1) ?? '';
  return name
    .replace(/\.(?:zone|ya?ml|db|txt)$/i, '')
    .replace(/^db\./, '')
    .replace(/\.$/, '');
}

function isFolder(path: string): boolean {
  return existsSync(path) && !path.endsWith('.zone') && existsSync(join(path, '.'));
}

/** Refuses what cannot be a zone's own data: a file without any record is more likely a mistake than a wish. */
export function refuseEmpty(rrsets: readonly RRset[], path: string): void {
  if (rrsets.length > 0) return;
  throw new RegctlError('INVALID_ZONE_FILE', `${path} holds no records`, {
    reason: 'an empty file would empty the zone',
    hint: 'check the path; a zone is deleted with `regctl zones delete`',
  });
}
