import { existsSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { parseDocument, LineCounter } from 'yaml';
import * as z from 'zod';
import { canonicalJson, digestText } from '../../core/canonical-json.ts';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import { staysInside } from '../../core/master-file/include-path.ts';
import { parseDomainName, type DomainName } from '../../core/names.ts';
import type { RRset } from '../../core/rrset.ts';
import { findProjectFile } from '../config/load.ts';
import { ALIAS_NAME } from '../config/settings.ts';
import type { Context } from '../context.ts';
import { readText } from '../files.ts';
import type { ZoneFileContent } from '../master-file.ts';
import { loadZoneFile } from './load-zone-file.ts';

const pattern = z.strictObject({
  name: z.string().default('*').describe('pattern of owner names, * for anything'),
  type: z.string().default('*').describe('pattern of types'),
});

/** What a project file says. */
export interface ProjectFile {
  readonly account?: string | undefined;
  readonly profile?: string | undefined;
  readonly aliases?: { readonly [name: string]: string } | undefined;
  readonly zones: {
    readonly [zone: string]: {
      readonly account?: string | undefined;
      readonly file: string;
      readonly ignore: readonly { readonly name: string; readonly type: string }[];
    };
  };
}

/** One zone of a project: where it is served and which file says what it holds. */
const zoneSchema = z.strictObject({
  account: z.string().optional().describe('provider account that serves it; found by asking when omitted'),
  file: z
    .string()
    .describe(
      'below the project file: octoDNS YAML (*.yaml, *.yml) or a folder of it, JSON as `zones export --json` prints it (*.json), else a master file',
    ),
  ignore: z.array(pattern).default([]).describe('records that other writers keep'),
});

/** The project file, regctl.yaml. */
export const projectSchema: z.ZodType<ProjectFile> = z.strictObject({
  account: z.string().optional().describe('account of zones that name none'),
  profile: z.string().optional().describe('profile of settings'),
  aliases: z
    .record(z.string().regex(ALIAS_NAME), z.string())
    .optional()
    .describe('commands of the project, without regctl; each user is asked before one runs'),
  zones: z.record(z.string(), zoneSchema).default({}).describe('zones by name'),
});

export interface ProjectZone {
  readonly zone: DomainName;
  readonly account: string | undefined;
  /** As the project file names it. */
  readonly file: string;
  readonly path: string;
  readonly ignore: readonly { readonly name: string; readonly type: string }[];
}

export interface Project {
  readonly path: string;
  readonly folder: string;
  readonly zones: readonly ProjectZone[];
}

/** Names that look like those of secrets; a project file is shared and must hold none. */
const SECRET_NAME = /secret|password|passwd|token|api[-_]?key|credential|tsig/i;

/** Reads the project file. @throws RegctlError `FILE_NOT_FOUND` where there is none, `INVALID_CONFIG` with the place of the fault */
export function loadProject(context: Context): Project {
  const path = findProjectFile(context);
  if (path === undefined) {
    throw new RegctlError('FILE_NOT_FOUND', 'there is no regctl.yaml here or above', {
      reason: 'the command works on the zones that a project file names',
      hint: 'write one with `regctl init`',
    });
  }
  const folder = dirname(path);
  const file = checkProjectText(readText(path), path);
  const zones = Object.entries(file.zones).map(([name, zone]): ProjectZone => {
    if (!staysInside(zone.file))
      throw invalid(
        path,
        `zones.${name}.file: ${zone.file} leads out of the project`,
        'name a file below the project file',
      );
    return {
      zone: parseDomainName(name),
      account: zone.account ?? file.account,
      file: zone.file,
      path: resolve(folder, zone.file),
      ignore: zone.ignore,
    };
  });
  refuseTwice(path, zones, Object.keys(file.zones));
  return { path, folder, zones };
}

/** Reads the text of a project file. @throws RegctlError `INVALID_CONFIG` with the place of the fault */
export function checkProjectText(text: string, path: string): ProjectFile {
  const parsed = projectSchema.safeParse(readYaml(text, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw invalid(
    path,
    `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'it is not right'}`,
    'see `regctl schema config` for what it may hold',
  );
}

/** A zone that is there twice, in other letters, would be written once for each, the second time over the first. */
function refuseTwice(path: string, zones: readonly ProjectZone[], names: readonly string[]): void {
  const seen = new Map<DomainName, string>();
  for (const [i, { zone }] of zones.entries()) {
    const name = names[i] ?? zone;
    const earlier = seen.get(zone);
    if (earlier !== undefined)
      throw invalid(path, `zones: ${earlier} and ${name} are the same zone`, 'leave one of them out');
    seen.set(zone, name);
  }
}

/** Chooses zones of a project by name; all when none is named. @throws RegctlError `ZONE_NOT_FOUND` */
export function chooseZones(project: Project, words: readonly string[]): readonly ProjectZone[] {
  if (words.length === 0) return project.zones;
  return words.map((word) => {
    const name = parseDomainName(word);
    const found = project.zones.find((zone) => zone.zone === name);
    if (found !== undefined) return found;
    throw new RegctlError(
      'ZONE_NOT_FOUND',
      `${relative(process.cwd(), project.path)} names no zone ${name}`,
      {
        reason:
          project.zones.length === 0
            ? 'it names none'
            : `it names ${project.zones.map((zone) => zone.zone).join(', ')}`,
        hint: 'add it below `zones:`',
      },
    );
  });
}

/** Reads what a zone's file says, and the digest of all that says it: the file's octets and the zone's part of the configuration. */
export function readProjectZone(
  context: Context,
  project: Project,
  zone: ProjectZone,
): { readonly rrsets: readonly RRset[]; readonly configHash: string } {
  refuseOutside(project, zone);
  const { rrsets, remarks } = loadProjectFile(context, zone);
  for (const remark of remarks) context.warn(remark);
  return { rrsets, configHash: digest(zone, rrsets) };
}

/** Its faults are told by the path from the working folder, which editors and CI can open. */
function loadProjectFile({ cwd }: Context, zone: ProjectZone): ZoneFileContent {
  try {
    return loadZoneFile(zone.path, zone.zone, relative(cwd, zone.path));
  } catch (error) {
    if (!isRegctlError(error, 'FILE_NOT_FOUND')) throw error;
    throw new RegctlError('FILE_NOT_FOUND', `${zone.file} cannot be read`, {
      reason: error.reason ?? 'it is not there',
      hint: `write it with \`regctl pull ${zone.zone}\``,
      cause: error,
    });
  }
}

/** What the files say counts, not how: comments and layout may change between plan and apply. */
function digest(zone: ProjectZone, rrsets: readonly RRset[]): string {
  const lines = rrsets.map((rrset) => canonicalJson(rrset)).toSorted();
  return digestText(canonicalJson([zone.zone, zone.account ?? null, zone.ignore, lines]));
}

/** Refuses a file that is a link out of the project, for whoever reads or writes it. @throws RegctlError `INVALID_CONFIG` */
export function refuseOutside(project: Project, zone: ProjectZone): void {
  if (!existsSync(zone.path)) return;
  if (staysInside(relative(realpathSync(project.folder), realpathSync(zone.path)))) return;
  throw invalid(
    project.path,
    `zones.${zone.zone}.file: ${zone.file} is a link that leads out of the project`,
    'keep the file below the project file',
  );
}

function readYaml(text: string, path: string): unknown {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw invalid(
      `${path}:${line}:${col}`,
      fault.message.split('\n')[0] ?? 'this is no YAML',
      `correct line ${line}`,
    );
  }
  const value = (document.toJS() as unknown) ?? {};
  refuseSecrets(value, path, '');
  if (typeof value === 'object' && 'manager' in value && 'providers' in value) {
    throw invalid(
      path,
      "this is octoDNS's own configuration",
      'name its zones in a regctl.yaml: each with the YAML file or folder that octoDNS reads',
    );
  }
  return value;
}

function refuseSecrets(value: unknown, path: string, prefix: string): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (SECRET_NAME.test(key))
      throw invalid(
        path,
        `${prefix}${key} looks like a secret`,
        'a project file is shared: keep secrets in accounts (`regctl accounts add`)',
      );
    refuseSecrets(inner, path, `${prefix}${key}.`);
  }
}

function invalid(path: string, problem: string, hint: string): RegctlError {
  return new RegctlError('INVALID_CONFIG', `${path} is not right`, { reason: problem, hint });
}
