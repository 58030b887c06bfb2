import type { Json } from '../../core/errors.ts';
import { RegctlError } from '../../core/errors.ts';
import { matchesGlob } from '../../core/glob.ts';
import { plainLine } from '../../core/plain-text.ts';
import type { GlobalFlags, OutputFormat } from '../global-flags.ts';
import type { Sink } from '../io.ts';
import { ALL_FIELDS } from '../parse.ts';
import { suggest } from '../suggest.ts';
import { formatCsv, formatTsv, tableForTerminal } from './table.ts';
import { text, type Column, type Row, type View } from './view.ts';

export interface RenderOptions {
  readonly flags: GlobalFlags;
  /** From configuration; a flag wins. */
  readonly defaultFormat: OutputFormat | undefined;
  /** Fields that the command declares. */
  readonly fields: readonly string[];
  readonly stdout: Sink;
  readonly notice: (message: string) => void;
}

/** Prints what a command gave, in the format that was asked for: a table for a person, tab-separated lines for a pipe, JSON for programs. */
export async function render(view: View, options: RenderOptions): Promise<void> {
  if (view.kind === 'nothing') return;
  const format = formatOf(options);
  if (options.flags.template !== undefined) {
    options.stdout.write(await templated(view, options));
    return;
  }
  if (options.flags.jq !== undefined || format === 'json' || format === 'ndjson' || format === 'yaml') {
    options.stdout.write(await structured(view, format, options));
    return;
  }
  if (view.kind === 'text') options.stdout.write(view.text);
  else if (format === 'zone') options.stdout.write(zoneText(view));
  else if (view.kind === 'object') options.stdout.write(objectText(view, format, options));
  else await renderRows(view, format, options);
}

function formatOf({ flags, defaultFormat, stdout }: RenderOptions): OutputFormat {
  if (flags.json !== undefined) return 'json';
  return (flags.output as OutputFormat | undefined) ?? defaultFormat ?? (stdout.isTty ? 'table' : 'tsv');
}

async function structured(
  view: Exclude<View, { kind: 'nothing' }>,
  format: OutputFormat,
  options: RenderOptions,
): Promise<string> {
  const value = pick(jsonValue(view, options), view, options);
  if (options.flags.jq !== undefined) return runJq(String(options.flags.jq), value);
  if (format === 'yaml') {
    const { stringify } = await import('yaml');
    return stringify(value);
  }
  if (format === 'ndjson')
    return (Array.isArray(value) ? (value as readonly Json[]) : [value])
      .map((row) => `${JSON.stringify(row)}\n`)
      .join('');
  return `${JSON.stringify(value, null, options.stdout.isTty ? 2 : undefined)}\n`;
}

/** @throws RegctlError `USAGE` for a template that is not right */
async function templated(view: Exclude<View, { kind: 'nothing' }>, options: RenderOptions): Promise<string> {
  if (options.flags.jq !== undefined)
    throw new RegctlError('USAGE', '--template and --jq do not go together', {
      reason: 'each of them says what to print of the JSON',
      hint: 'give one of them',
    });
  const { runTemplate } = await import('./template.ts');
  const value = pick(jsonValue(view, options), view, options);
  // On a terminal, what other people wrote must not paint it.
  return runTemplate(
    String(options.flags.template),
    value,
    options.stdout.isTty ? plainLine : (text) => text,
  );
}

function jsonValue(view: Exclude<View, { kind: 'nothing' }>, options: RenderOptions): Json {
  if (view.kind === 'text') return view.value ?? { text: view.text };
  return view.kind === 'object' ? view.value : arrange(view.rows, options);
}

/** Keeps the fields named with `--json=a,b`. @throws RegctlError `USAGE` for a field the command does not have */
function pick(value: Json, view: Exclude<View, { kind: 'nothing' }>, options: RenderOptions): Json {
  const { json, fields } = options.flags;
  const wanted = json === undefined || json === ALL_FIELDS ? fields : json;
  if (wanted === undefined || view.kind === 'text') return value;
  const names = checkFields(
    String(wanted).split(','),
    options.fields,
    wanted === fields ? '--fields' : '--json',
  );
  const keep = (row: Row): Row => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return Array.isArray(value) ? (value as readonly Row[]).map(keep) : keep(value as Row);
}

async function runJq(expression: string, value: Json): Promise<string> {
  const { default: jq } = await import('@michaelhomer/jqjs');
  try {
    return Array.from(
      jq.compile(expression)(value),
      (result) => `${typeof result === 'string' ? result : JSON.stringify(result)}\n`,
    ).join('');
  } catch (error) {
    throw new RegctlError('USAGE', `the jq expression ${JSON.stringify(expression)} failed`, {
      reason: error instanceof Error ? error.message : String(error),
      hint: 'try it with `--json | jq` to see more',
    });
  }
}

async function renderRows(
  view: Extract<View, { kind: 'rows' }>,
  format: OutputFormat,
  options: RenderOptions,
): Promise<void> {
  const rows = arrange(view.rows, options);
  if (format === 'name') {
    options.stdout.write(rows.map((row) => `${text(row[view.nameField] ?? null)}\n`).join(''));
    return;
  }
  const columns = chooseColumns(view.columns, options);
  const headers = options.flags['no-headers'] !== true;
  if (format === 'csv') options.stdout.write(formatCsv(columns, rows, headers));
  else if (format === 'tsv') options.stdout.write(formatTsv(columns, rows));
  else if (rows.length > 0)
    options.stdout.write(
      await tableForTerminal(columns, rows, options.stdout, { headers, key: view.nameField }),
    );
  if (rows.length === 0) options.notice(view.empty);
}

function objectText(
  view: Extract<View, { kind: 'object' }>,
  format: OutputFormat,
  options: RenderOptions,
): string {
  if (format === 'name' && view.nameField !== undefined)
    return `${text(view.value[view.nameField] ?? null)}\n`;
  const entries = Object.entries(view.value);
  if (format === 'csv' || format === 'tsv')
    return format === 'tsv' && view.text === undefined
      ? entries.map(([name, value]) => `${name}\t${text(value)}\n`).join('')
      : plainObject(view, entries, format);
  if (view.text !== undefined) return view.text(options.stdout.paint);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(([name, value]) => `${options.stdout.paint.bold(name.padEnd(width))}  ${text(value)}\n`)
    .join('');
}

function plainObject(
  view: Extract<View, { kind: 'object' }>,
  entries: readonly (readonly [string, Json])[],
  format: 'csv' | 'tsv',
): string {
  if (format === 'tsv' && view.text !== undefined)
    return view.text({ red: same, green: same, yellow: same, dim: same, bold: same });
  const columns = entries.map(([field]): Column => ({ field, header: field }));
  return formatCsv(columns, [view.value], true);
}

function zoneText(view: Exclude<View, { kind: 'nothing' | 'text' }>): string {
  if (view.zoneText !== undefined) return view.zoneText();
  throw new RegctlError('USAGE', 'this output is no zone', {
    reason: '-o zone is for commands that print records',
    hint: 'use -o json, yaml, csv or tsv',
  });
}

/** Filters, sorts and cuts rows as the flags say. */
function arrange(rows: readonly Row[], { flags, fields }: RenderOptions): readonly Row[] {
  let arranged = rows;
  for (const filter of (flags.filter as readonly string[] | undefined) ?? []) {
    const at = filter.indexOf('=');
    const [field = ''] = checkFields([at < 0 ? filter : filter.slice(0, at)], fields, '--filter');
    const pattern = at < 0 ? '*' : filter.slice(at + 1);
    arranged = arranged.filter((row) => matchesGlob(pattern, text(row[field] ?? null)));
  }
  if (flags.sort !== undefined) {
    const [field = ''] = checkFields([String(flags.sort).replace(/^-/, '')], fields, '--sort');
    const sign = String(flags.sort).startsWith('-') ? -1 : 1;
    arranged = arranged.toSorted((a, b) => sign * compare(a[field] ?? null, b[field] ?? null));
  }
  return flags.limit === undefined ? arranged : arranged.slice(0, Number(flags.limit));
}

function chooseColumns(columns: readonly Column[], { flags, fields }: RenderOptions): readonly Column[] {
  if (flags.fields === undefined) return columns;
  return checkFields(String(flags.fields).split(','), fields, '--fields').map(
    (field) => columns.find((column) => column.field === field) ?? { field, header: field.toUpperCase() },
  );
}

function checkFields(names: readonly string[], fields: readonly string[], flag: string): readonly string[] {
  const unknown = names.find((name) => !fields.includes(name));
  if (unknown === undefined) return names;
  const near = suggest(unknown, fields);
  throw new RegctlError('USAGE', `${flag}: there is no field ${JSON.stringify(unknown)}`, {
    reason: near.length === 0 ? `the fields are ${fields.join(', ')}` : `did you mean ${near.join(' or ')}?`,
    hint: `choose of ${fields.join(', ')}`,
  });
}

function compare(a: Json, b: Json): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [text(a), text(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function same(value: string): string {
  return value;
}
