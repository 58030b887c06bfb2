import { join, relative } from 'node:path';
import { LineCounter, parseDocument, isMap, type Node, type Document } from 'yaml';
import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DomainName } from '../../core/names.ts';
import { rrType } from '../../core/records/index.ts';
import { makeRRset, rrsetKey, type RRset } from '../../core/rrset.ts';
import { isFolder, listFolder, readText } from '../files.ts';
import { readExtras } from './octodns-extras.ts';
import { NOT_DNS, rdataOf } from './octodns-records.ts';
import { ownerInFile } from './owner-name.ts';

/** octoDNS's default where a record has no ttl. */
const DEFAULT_TTL = 3600;

/** Keys of a record that say nothing about DNS and are taken without a word. */
const SILENT_KEYS = ['type', 'ttl', 'value', 'values', 'lenient', 'octodns'];

export interface OctodnsZone {
  readonly rrsets: readonly RRset[];
  /** What is in the files and is not carried out, for the reader. */
  readonly remarks: readonly string[];
  /** Files that were read. */
  readonly files: readonly string[];
}

/**
 * Reads a zone in octoDNS's YAML layout: one file, or a folder (`example.org./`) with a file for each name.
 *
 * @throws RegctlError `INVALID_ZONE_FILE` with file, line and column, `FILE_NOT_FOUND`, `FILE_FAILED`
 */
export function readOctodnsZone(path: string, zone: DomainName): OctodnsZone {
  const files = octodnsFiles(path);
  const rrsets = new Map<string, RRset>();
  const remarks: string[] = [];
  for (const file of files) {
    for (const rrset of readFile(file, zone, remarks)) {
      const key = rrsetKey(rrset);
      if (rrsets.has(key))
        throw new RegctlError('INVALID_ZONE_FILE', `${file}: ${rrset.name} ${rrset.type} is there twice`, {
          reason: 'a name and type can be given once',
          hint: 'join the values',
        });
      rrsets.set(key, rrset);
    }
  }
  return { rrsets: [...rrsets.values()], remarks: [...new Set(remarks)], files };
}

/** The files that hold a zone: the one, or those of the folder. @throws RegctlError `FILE_NOT_FOUND`, `FILE_FAILED` */
export function octodnsFiles(path: string): readonly string[] {
  if (!isFolder(path)) return [path];
  const files = listFolder(path).filter((file) => /\.ya?ml$/i.test(file));
  if (files.length > 0) return files.map((file) => join(path, file));
  throw new RegctlError('FILE_NOT_FOUND', `the folder ${relative(process.cwd(), path)} holds no zone`, {
    reason: 'there is no YAML file in the folder',
    hint: 'name a file, or a folder in the split layout of octoDNS',
  });
}

function readFile(path: string, zone: DomainName, remarks: string[]): RRset[] {
  const file = relative(process.cwd(), path) || path;
  const text = readText(path, file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, schema: 'core' });
  const fail = (
    node: Node | null | undefined,
    problem: string,
    reason: string,
    cause?: unknown,
  ): RegctlError => {
    const { line, col } = lines.linePos(node?.range?.[0] ?? 0);
    return new RegctlError('INVALID_ZONE_FILE', `${file}:${line}:${col}: ${problem}`, {
      reason,
      hint: `correct line ${line}`,
      details: { file, line, column: col, expected: reason },
      ...(cause === undefined ? {} : { cause }),
    });
  };
  const [fault] = document.errors;
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    throw new RegctlError('INVALID_ZONE_FILE', `${file}:${line}:${col}: this is no YAML`, {
      reason: fault.message.split('\n')[0] ?? '',
      hint: `correct line ${line}`,
      details: { file, line, column: col, expected: 'YAML' },
    });
  }
  if (document.contents === null || document.toJS() === null) return [];
  if (!isMap(document.contents))
    throw fail(document.contents, 'a zone is a map of names', 'names at the left, their records below');
  return document.contents.items.flatMap((pair) =>
    readName(document, pair.key as Node, pair.value as Node | null, { zone, file, fail, remarks }),
  );
}

interface Reading {
  readonly zone: DomainName;
  readonly file: string;
  readonly fail: (
    node: Node | null | undefined,
    problem: string,
    reason: string,
    cause?: unknown,
  ) => RegctlError;
  readonly remarks: string[];
}

function readName(document: Document, keyNode: Node, valueNode: Node | null, reading: Reading): RRset[] {
  const key = String(keyNode.toJS(document) ?? '');
  // `$` begins what is no name, such as the file of octoDNS's own settings.
  if (key.startsWith('$')) return [];
  let name: string;
  try {
    name = ownerInFile(key, reading.zone);
  } catch (error) {
    throw reading.fail(
      keyNode,
      `${JSON.stringify(key)} is no name`,
      isRegctlError(error) ? (error.reason ?? error.message) : '',
      error,
    );
  }
  const value = valueNode?.toJS(document) as unknown;
  const records = Array.isArray(value) ? (value as unknown[]) : [value];
  return records.flatMap((record) => readRecord(name, record, valueNode, reading));
}

function readRecord(name: string, record: unknown, node: Node | null, reading: Reading): RRset[] {
  if (typeof record !== 'object' || record === null)
    throw reading.fail(node, `${name} has no record`, 'a map with type and value or values');
  const fields = record as { readonly [key: string]: unknown };
  const type = typeof fields['type'] === 'string' ? fields['type'].toUpperCase() : '';
  if (type === '') throw reading.fail(node, `a record at ${name} has no type`, 'type: A, MX, TXT, …');
  const { extras, unknown } = readExtras(fields['octodns']);
  for (const extra of [...Object.keys(fields).filter((key) => !SILENT_KEYS.includes(key)), ...unknown]) {
    reading.remarks.push(`${reading.file}: ${name} ${type}: ${extra} is octoDNS's and is not carried out`);
  }
  if (NOT_DNS.includes(type)) {
    reading.remarks.push(`${reading.file}: ${name} ${type} is no DNS record and is left out`);
    return [];
  }
  const values = fields['values'] ?? fields['value'];
  if (values === undefined || values === null)
    throw reading.fail(node, `${name} ${type} has no value`, 'value: or values:');
  try {
    const rr = rrType(type).type;
    const list = (Array.isArray(values) ? values : [values]) as Parameters<typeof rdataOf>[1][];
    const rrset = makeRRset(
      name,
      rr,
      Number(fields['ttl'] ?? DEFAULT_TTL),
      list.map((value) => rdataOf(rr, value, reading.zone)),
    );
    return [extras === undefined ? rrset : { ...rrset, extras }];
  } catch (error) {
    if (!isRegctlError(error)) throw error;
    throw reading.fail(
      node,
      `${name} ${type}: ${error.message}`,
      error.reason ?? 'the value does not fit the type',
      error,
    );
  }
}
