import { join, relative, resolve } from 'node:path';
import { invariant, RegctlError } from '../../../core/errors.ts';
import { formatMasterFile } from '../../../core/master-file/format.ts';
import { parseMasterFile } from '../../../core/master-file/parse.ts';
import type { DomainName } from '../../../core/names.ts';
import { diffRRsets } from '../../../core/plan/diff.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { readBytes, readText, writeWhole } from '../../files.ts';
import { parseZoneText, type ZoneFileContent } from '../../master-file.ts';
import type { View } from '../../output/view.ts';
import { loadProject, refuseOutside } from '../../project/load.ts';
import { loadZoneFile } from '../../project/load-zone-file.ts';
import { readInput } from '../../read-input.ts';
import { zoneFileLayout } from '../../zone-file-layout.ts';
import { zoneOfFile, zoneOfStdin } from '../../zone-of-file.ts';

/** Line numbers in one message; all are in the details. */
const MAX_LINES_SHOWN = 10;

export const command: AnyCommand = defineCommand({
  summary: 'Write zone files in canonical layout; comments and directives of master files are lost',
  description:
    'No record is ever lost: a file of which something would be left out is refused. YAML of octoDNS keeps its comments, its options and the types that regctl does not know.',
  examples: [
    { command: 'regctl fmt --check', does: 'exit 3 where a file of the project is not canonical' },
    { command: 'regctl fmt example.org.zone', does: 'one file' },
  ],
  args: [
    {
      name: 'file',
      description: 'zone files; those of the project when omitted; - from stdin to stdout',
      optional: true,
      variadic: true,
      completes: 'file',
    },
  ],
  flags: {
    check: { type: 'boolean', description: 'write nothing; exit 3 where a file would change' },
    zone: {
      type: 'string',
      value: 'ZONE',
      completes: 'zone',
      description: 'zone of the files, where neither project, $ORIGIN nor file name tells it',
    },
  },
  fields: [
    { name: 'file', description: 'file' },
    { name: 'changed', description: 'whether its layout changed, or would' },
  ],
  exitCodes: {
    1: 'a file cannot be read or written',
    2: 'a file has errors, or would lose something',
    3: 'a file would change, with --check',
    5: 'a file is missing',
  },
  writes: true,
  run: async (context, { rest, flags }) => {
    if (rest.includes('-')) return formatStdin(context, rest, flags);
    // All are laid out before the first is written, so that a fault in one leaves the others as they are.
    const files: LaidOut[] = [];
    for (const target of await targets(context, rest, flags.zone)) files.push(...(await layOut(target)));
    if (!flags.check)
      for (const { path, file, text, changed } of files) if (changed) await writeWhole(path, text, file);
    const rows = files.map(({ file, changed }) => ({ file, changed }));
    return {
      kind: 'rows',
      columns: [
        { field: 'file', header: 'FILE' },
        { field: 'changed', header: 'CHANGED', format: (value) => (value === true ? 'yes' : 'no') },
      ],
      rows,
      nameField: 'file',
      empty: 'the project names no zones',
      annotations: !flags.check
        ? []
        : files
            .filter(({ changed }) => changed)
            .map(({ file, path }) => ({
              level: 'warning',
              title: 'layout',
              message: `${file} is not in canonical layout; \`regctl fmt\` writes it`,
              file: path,
            })),
      exitCode: flags.check && rows.some((row) => row.changed) ? 3 : 0,
    };
  },
});

/** A master file from stdin, to stdout. @throws RegctlError `USAGE` beside other files, or without a zone */
async function formatStdin(
  context: Context,
  files: readonly string[],
  flags: { readonly check: boolean; readonly zone: string | undefined },
): Promise<View> {
  if (files.length > 1)
    throw new RegctlError('USAGE', 'fmt takes - alone', {
      reason: 'what comes from stdin goes to stdout, and files are written where they are',
      hint: 'format them by a call of their own',
    });
  const given = await readInput(context, '-');
  const zone = zoneOfStdin(given, flags.zone);
  const text = formatContent('stdin', zone, parseZoneText(given, zone, 'stdin', resolve(context.cwd, '-')));
  const changed = text !== given;
  return {
    kind: 'text',
    text: flags.check ? '' : text,
    value: { file: '-', changed },
    exitCode: flags.check && changed ? 3 : 0,
  };
}

interface Target {
  /** As the user or the project names it. */
  readonly file: string;
  readonly path: string;
  readonly zone: DomainName;
}

interface LaidOut {
  readonly file: string;
  readonly path: string;
  readonly changed: boolean;
  readonly text: string;
}

async function targets(
  context: Context,
  files: readonly string[],
  zone: string | undefined,
): Promise<readonly Target[]> {
  if (files.length === 0) {
    const project = loadProject(context);
    for (const zone of project.zones) refuseOutside(project, zone);
    return project.zones;
  }
  return Promise.all(
    files.map(async (file) => ({
      file,
      path: resolve(context.cwd, file),
      zone: await zoneOfFile(context, file, zone),
    })),
  );
}

async function layOut(target: Target): Promise<LaidOut[]> {
  const { file, path, zone } = target;
  const content = loadZoneFile(path, zone, file);
  switch (zoneFileLayout(path)) {
    case 'yaml':
    case 'folder':
      return layOutYaml(target);
    case 'json': {
      const { formatJsonZone, parseJsonZone } = await import('../../project/json-zone.ts');
      return [laidOut(file, path, formatJsonZone(parseJsonZone(readText(path, file), zone, file)))];
    }
    case 'master':
      return [laidOut(file, path, formatContent(file, zone, content))];
  }
}

/** The text of a master file in canonical layout. @throws RegctlError `INVALID_ZONE_FILE` where it would lose something */
function formatContent(file: string, zone: DomainName, content: ZoneFileContent): string {
  refuseLosses(file, content);
  const text = formatMasterFile({ zone, rrsets: content.rrsets });
  const { rrsets } = parseMasterFile(text, { origin: zone });
  invariant(
    diffRRsets(content.rrsets, rrsets).length === 0,
    `the layout of ${file} would change its records`,
  );
  return text;
}

async function layOutYaml({ file, path }: Target): Promise<LaidOut[]> {
  const [{ octodnsFiles }, { layOutOctodns }] = await Promise.all([
    import('../../project/octodns.ts'),
    import('../../project/octodns-layout.ts'),
  ]);
  return octodnsFiles(path).map((part) => {
    const shown = part === path ? file : join(file, relative(path, part));
    return laidOut(shown, part, layOutOctodns(readText(part, shown), shown));
  });
}

function laidOut(file: string, path: string, text: string): LaidOut {
  return { file, path, text, changed: !Buffer.from(text).equals(readBytes(path, file)) };
}

/** What the RRsets do not say would be gone once they are written in the place of the file. */
function refuseLosses(file: string, { losses }: ZoneFileContent): void {
  const [first] = losses;
  if (first === undefined) return;
  const lines = losses.flatMap(({ line }) => (line === undefined ? [] : [line]));
  const more = losses.length === 1 ? '' : `, and ${losses.length - 1} more`;
  throw new RegctlError(
    'INVALID_ZONE_FILE',
    `${file} would lose what stands in line ${[...new Set(lines)].slice(0, MAX_LINES_SHOWN).join(', ')}`,
    {
      reason: `${first.text}${more}`,
      hint: 'name the right zone with `--zone ZONE`, or correct these lines; the file is as it was',
      details: { file, lines, losses: losses.map(({ text }) => text) },
    },
  );
}
