import * as z from 'zod';
import type { RRsetEdit } from '../control-plane/index.ts';
import { RegctlError } from '../core/errors.ts';
import { absoluteName, parseDomainName, type DomainName } from '../core/names.ts';
import { dataOf, ownerOf, typeOf } from './zone-words.ts';

/** What of a record of `dns list --json` says which records are meant; `data` left out means all of them. */
const listedRecord = z.object({
  name: z.string().min(1).optional(),
  fqdn: z.string().min(1).optional(),
  type: z.string().min(1),
  data: z.string().min(1).optional(),
  zone: z.string().min(1).optional(),
});

type ListedRecord = z.infer<typeof listedRecord>;

/**
 * Reads a list of records to remove: lines of `NAME TYPE [VALUE]`, or what `dns list` prints as JSON or ndjson. All of it is read before anything is done.
 *
 * @throws RegctlError `INVALID_INPUT` for a record of another zone
 */
export function readRecordList(text: string, zone: DomainName): RRsetEdit[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first] = lines;
  if (first === undefined)
    throw invalid(
      'stdin holds no records to delete',
      'it is empty',
      'give lines of NAME TYPE [VALUE], or JSON',
    );
  const edits = /^\s*[[{]/.test(first)
    ? readItems(text, lines).map((item, i) => fromItem(checkItem(item, i + 1), i + 1, zone))
    : lines.map((line, i) => fromLine(line, i + 1, zone));
  // `--json=name,type` has one row for each value of an RRset, and all of them mean the same.
  return [...new Map(edits.map((edit) => [JSON.stringify(edit), edit])).values()];
}

function readItems(text: string, lines: readonly string[]): readonly unknown[] {
  try {
    return text.trimStart().startsWith('{')
      ? lines.map((line) => JSON.parse(line) as unknown)
      : (JSON.parse(text) as readonly unknown[]);
  } catch (error) {
    throw new RegctlError('INVALID_INPUT', 'stdin is no JSON', {
      reason: error instanceof Error ? error.message : 'it cannot be read',
      hint: 'give one array, or one object a line as `regctl dns list ZONE -o ndjson` and `jq -c` print them',
      cause: error,
    });
  }
}

function checkItem(item: unknown, number: number): ListedRecord {
  const { data, error } = listedRecord.safeParse(item);
  if (error === undefined) return data;
  const [issue] = error.issues;
  throw invalid(
    `record ${number} on stdin is not one`,
    `${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'it has another form'}`,
    'give what `regctl dns list ZONE --json` or `-o ndjson` prints, with name and type at least',
  );
}

function fromItem(item: ListedRecord, number: number, zone: DomainName): RRsetEdit {
  const { name, fqdn, type, data } = item;
  if (item.zone !== undefined && parseDomainName(item.zone) !== zone)
    throw ofAnotherZone(number, item.zone, zone);
  const owner = ownerOf(name ?? fqdn ?? '', zone);
  const absolute = absoluteName(owner, zone);
  if (fqdn !== undefined && parseDomainName(fqdn) !== absolute) throw ofAnotherZone(number, fqdn, zone);
  return remove(owner, type, data, zone);
}

function fromLine(line: string, number: number, zone: DomainName): RRsetEdit {
  const [, name = '', type, value] = /^\s*(\S+)(?:\s+(\S+)(?:\s+(.*\S))?)?\s*$/.exec(line) ?? [];
  if (type !== undefined) return remove(ownerOf(name, zone), type, value, zone);
  throw invalid(
    `line ${number} on stdin lacks a TYPE`,
    'all types of a name are never deleted at once',
    'give lines of NAME TYPE [VALUE], or JSON',
  );
}

function remove(name: string, word: string, value: string | undefined, zone: DomainName): RRsetEdit {
  const edit = { op: 'remove', name, type: typeOf(word) } as const;
  return value === undefined ? edit : { ...edit, rdata: [dataOf(edit.type, value, zone)] };
}

function ofAnotherZone(number: number, what: string, zone: DomainName): RegctlError {
  return invalid(
    `record ${number} on stdin is not of zone ${zone}`,
    `it says ${what}; nothing was deleted`,
    'give the list of one zone to the same zone: `regctl dns list ZONE --json | regctl dns delete ZONE -`',
  );
}

function invalid(message: string, reason: string, hint: string): RegctlError {
  return new RegctlError('INVALID_INPUT', message, { reason, hint });
}
