import { resolve } from 'node:path';
import type { ZoneSummary } from '../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { toJson } from '../core/json.ts';
import type { DomainName } from '../core/names.ts';
import type { RRset } from '../core/rrset.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import { makeFolder, writeWhole } from './files.ts';
import type { Row, View } from './output/view.ts';
import { toRegctlError } from './print-error.ts';
import { readZone } from './read-zone.ts';
import { sentence } from './several-zones.ts';
import { formatZoneFile } from './zone-file.ts';

export const EXPORT_FLAGS = {
  format: {
    type: 'string',
    value: 'FORMAT',
    choices: ['zone', 'yaml'],
    description: 'master file, or YAML in octoDNS layout',
  },
  out: { type: 'string', value: 'FILE', completes: 'file', description: 'write to a file instead of stdout' },
  all: { type: 'boolean', description: 'every zone of every account, into --dir' },
  dir: { type: 'string', value: 'FOLDER', completes: 'file', description: 'folder for --all' },
} as const;

export const EXPORT_FIELDS: readonly OutputField[] = [
  { name: 'zone', description: 'zone' },
  { name: 'account', description: 'provider account' },
  { name: 'rrsets', description: 'RRsets: name, type, ttl, rdata' },
  { name: 'file', description: 'file written, with --all' },
  { name: 'records', description: 'records written, with --all' },
  { name: 'error', description: 'why it was not exported, or null, with --all' },
];

interface ExportFlags {
  readonly format: string | undefined;
  readonly out: string | undefined;
  readonly all: boolean;
  readonly dir: string | undefined;
}

/** Writes a zone as text, or every zone of every account into a folder. */
export async function exportZone(context: Context, word: string, flags: ExportFlags): Promise<View> {
  if (flags.all) return exportAll(context, flags);
  if (word === '')
    throw new RegctlError('USAGE', 'name a ZONE, or give --all with --dir', {
      reason: 'there is nothing to export',
      hint: 'regctl zones export --help',
    });
  const { zone, account, rrsets } = await readZone(context, word);
  const text = await zoneText(flags.format, zone, rrsets);
  if (flags.out === undefined || flags.out === '-') {
    return { kind: 'text', text, value: toJson({ zone, account, rrsets }) };
  }
  await writeWhole(resolve(context.cwd, flags.out), text, flags.out);
  context.notice(`${zone} written to ${flags.out}`);
  return { kind: 'nothing' };
}

/** A zone, or all of an account's where `zone` is null, that could not be exported. */
interface Failure {
  readonly zone: string | null;
  readonly account: string;
  readonly error: unknown;
}

/** What cannot be read or written does not keep the rest from being exported. */
async function exportAll(context: Context, flags: ExportFlags): Promise<View> {
  if (flags.dir === undefined)
    throw new RegctlError('USAGE', '--all needs --dir', {
      reason: 'many zones cannot go to one stream',
      hint: 'regctl zones export --all --dir backup',
    });
  const folder = resolve(context.cwd, flags.dir);
  makeFolder(folder, { shown: flags.dir });
  const regctl = await context.controlPlane();
  const account = (await context.settings()).get('account');
  const failures: Failure[] = [];
  const zones = await regctl.zones.list(account === undefined ? {} : { account }, {
    signal: context.signal,
    onFailure: (name, error) => failures.push({ zone: null, account: name, error }),
  });
  const rows: Row[] = [];
  for (const zone of zones) {
    // Two accounts may hold zones of one name.
    const isDouble = zones.filter(({ name }) => name === zone.name).length > 1;
    const file = `${isDouble ? `${zone.account}-` : ''}${zone.name.replaceAll('/', '%2f') || 'root'}.${flags.format ?? 'zone'}`;
    try {
      rows.push(await exportTo(context, zone, { folder, file, format: flags.format }));
    } catch (error) {
      if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
      failures.push({ zone: zone.name, account: zone.account, error });
    }
  }
  for (const failure of failures) context.warn(`not exported: ${failureText(failure)}`);
  return {
    kind: 'rows',
    columns: [
      { field: 'zone', header: 'ZONE' },
      { field: 'account', header: 'ACCOUNT' },
      { field: 'file', header: 'FILE' },
      { field: 'records', header: 'RECORDS', align: 'right' },
    ],
    // Beside JSON stderr stays empty, so that the report has to stand in the rows.
    rows: context.json ? [...rows, ...failures.map(failureRow)] : rows,
    nameField: 'file',
    empty: 'no zones',
    exitCode: failures.length > 0 ? 9 : 0,
  };
}

async function exportTo(
  context: Context,
  { name, account }: ZoneSummary,
  to: { readonly folder: string; readonly file: string; readonly format: string | undefined },
): Promise<Row> {
  const regctl = await context.controlPlane();
  const { rrsets } = await regctl.zones.read({ zone: name, account }, { signal: context.signal });
  await writeWhole(resolve(to.folder, to.file), await zoneText(to.format, name, rrsets));
  const records = rrsets.reduce((sum, rrset) => sum + rrset.rdata.length, 0);
  return { zone: name, account, file: to.file, records, rrsets: null, error: null };
}

function failureRow({ zone, account, error }: Failure): Row {
  return { zone, account, file: null, records: null, rrsets: null, error: sentence(toRegctlError(error)) };
}

function failureText({ zone, account, error }: Failure): string {
  const what = zone === null ? `account ${account}` : `${zone} on ${account}`;
  return `${what}: ${sentence(toRegctlError(error))}`;
}

function zoneText(format: string | undefined, zone: DomainName, rrsets: readonly RRset[]): Promise<string> {
  return formatZoneFile(format === 'yaml' ? 'yaml' : 'master', zone, rrsets);
}
