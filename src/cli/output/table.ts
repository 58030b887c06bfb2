import { plainLine } from '../../core/plain-text.ts';
import type { Sink } from '../io.ts';
import { text, type Column, type Row } from './view.ts';

const BARE = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

const NARROW = 100;

/** A table for a person: aligned columns, headers, cut to the terminal's width, but for names in the first column, which are typed again. */
export async function tableForTerminal(
  all: readonly Column[],
  rows: readonly Row[],
  sink: Sink,
  { headers, key }: { readonly headers: boolean; readonly key: string },
): Promise<string> {
  // Loaded here, since only a terminal needs it.
  const { default: Table } = await import('cli-table3');
  const columns = sink.columns < NARROW ? all.flatMap(narrowed) : all;
  const table = new Table({
    chars: BARE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    ...(headers ? { head: columns.map((column) => sink.paint.bold(column.header)) } : {}),
    colAligns: columns.map((column) => column.align ?? 'left'),
  });
  for (const row of rows) table.push(columns.map((column) => cell(column, row)));
  const [first] = columns;
  const longest = Math.max(0, ...rows.map((row) => (first?.field === key ? cell(first, row).length : 0)));
  const width = Math.max(sink.columns, longest + 2);
  return table
    .toString()
    .split('\n')
    .map((line) => `${cutLine(line.trimEnd(), width)}\n`)
    .join('');
}

/** Lines of tab-separated cells, nothing cut, no headers: what a pipe gets. Tabs and line ends inside a cell become blanks. */
export function formatTsv(columns: readonly Column[], rows: readonly Row[]): string {
  return rows.map((row) => `${columns.map((column) => cell(column, row)).join('\t')}\n`).join('');
}

/** CSV by RFC 4180, with a header line of field names. */
export function formatCsv(columns: readonly Column[], rows: readonly Row[], headers: boolean): string {
  const quote = (value: string): string =>
    /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const lines = rows.map((row) => columns.map((column) => quote(cell(column, row))).join(','));
  return [...(headers ? [columns.map((column) => column.field).join(',')] : []), ...lines]
    .map((line) => `${line}\r\n`)
    .join('');
}

function narrowed(column: Column): readonly Column[] {
  const { narrow } = column;
  if (narrow === 'left-out') return [];
  return [narrow === undefined ? column : { ...column, format: narrow }];
}

function cell(column: Column, row: Row): string {
  const value = row[column.field] ?? null;
  return column.format === undefined ? text(value) : plainLine(column.format(value, row));
}

/** Cuts a line that a terminal would wrap; escape sequences take no room. */
function cutLine(line: string, columns: number): string {
  let width = 0;
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\u001b') {
      i = line.indexOf('m', i);
      if (i < 0) break;
      continue;
    }
    width += 1;
    if (width >= columns && i < line.length - 1)
      return `${line.slice(0, i)}…${line.includes('\u001b') ? '\u001b[0m' : ''}`;
  }
  return line;
}
