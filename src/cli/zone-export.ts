import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { formatMasterFile } from '../core/master-file/format.ts';
import type { Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { readZone } from './read-zone.ts';
import { RegctlError } from '../core/errors.ts';

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
    return { kind: 'text', text, value: JSON.parse(JSON.stringify({ zone, account, rrsets })) as Json };
  }
  await write(resolve(context.cwd, flags.out), text);
  context.notice(`${zone} written to ${flags.out}`);
  return { kind: 'nothing' };
}

async function exportAll(context: Context, flags: ExportFlags): Promise<View> {
  if (flags.dir === undefined)
    throw new RegctlError('USAGE', '--all needs --dir', {
      reason: 'many zones cannot go to one stream',
      hint: 'regctl zones export --all --dir backup',
    });
  const folder = resolve(context.cwd, flags.dir);
  const regctl = await context.controlPlane();
  const account = (await context.settings()).get('account');
  const failures: string[] = [];
  const zones = await regctl.zones.list(account === undefined ? {} : { account }, {
    signal: context.signal,
    onFailure: (name, error) => failures.push(`${name}: ${error instanceof Error ? error.message : ''}`),
  });
  await mkdir(folder, { recursive: true });
  const rows = [];
  for (const { name, account: owner } of zones) {
    const { rrsets } = await regctl.zones.read({ zone: name, account: owner }, { signal: context.signal });
    // Two accounts may hold zones of one name.
    const double = zones.filter((zone) => zone.name === name).length > 1;
    const file = `${double ? `${owner}-` : ''}${name.replaceAll('/', '%2f') || 'root'}.${flags.format === 'yaml' ? 'yaml' : 'zone'}`;
    await write(resolve(folder, file), await zoneText(flags.format, name, rrsets));
    rows.push({
      zone: name,
      account: owner,
      file,
      records: rrsets.reduce((sum, rrset) => sum + rrset.rdata.length, 0),
      rrsets: null,
    });
  }
  for (const failure of failures) context.warn(`not exported: ${failure}`);
  return {
    kind: 'rows',
    columns: [
      { field: 'zone', header: 'ZONE' },
      { field: 'account', header: 'ACCOUNT' },
      { field: 'file', header: 'FILE' },
      { field: 'records', header: 'RECORDS', align: 'right' },
    ],
    rows,
    nameField: 'file',
    empty: 'no zones',
    exitCode: failures.length > 0 ? 9 : 0,
  };
}

async function zoneText(
  format: string | undefined,
  zone: string,
  rrsets: Parameters<typeof formatMasterFile>[0]['rrsets'],
): Promise<string> {
  if (format !== 'yaml') return formatMasterFile({ zone, rrsets });
  const { formatOctodnsZone } = await import('./project/octodns-write.ts');
  return formatOctodnsZone(rrsets);
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new RegctlError('INVALID_INPUT', `cannot write ${path}`, {
      reason: error instanceof Error ? error.message : 'it failed',
      hint: 'name a file that can be written',
      cause: error,
    });
  }
}
