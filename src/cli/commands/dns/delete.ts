import type { RRsetEdit } from '../../../control-plane/index.ts';
import { RegctlError } from '../../../core/errors.ts';
import type { DomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { dataOf, ownerOf, typeOf, zoneRef } from '../../zone-words.ts';
import { WRITE_EXIT_CODES, WRITE_FIELDS, WRITE_FLAGS } from '../../write-flow.ts';
import { editAndWait, WAIT_EXIT_CODES, WAIT_FLAG } from '../../wait-served.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Delete the records at a name and type, or single values of them',
  description:
    'With - in the place of the name a list is read from stdin: lines of NAME TYPE [VALUE], or what `dns list` prints with --json or -o ndjson.',
  examples: [
    { command: 'regctl dns delete example.org old A', does: 'all addresses at a name' },
    { command: 'regctl dns delete example.org www A 192.0.2.8', does: 'one of several' },
    {
      command: "regctl dns list example.org --name 'test*' --json | regctl dns delete example.org - --yes",
      does: 'what a search found',
    },
  ],
  args: [
    { name: 'zone', description: 'zone', completes: 'zone' },
    { name: 'name', description: 'owner name, @ for the apex, - for a list on stdin', completes: 'name' },
    { name: 'type', description: 'record type', optional: true, completes: 'type' },
    { name: 'value', description: 'values to delete; all when omitted', optional: true, variadic: true },
  ],
  flags: { ...WRITE_FLAGS, ...WAIT_FLAG },
  fields: WRITE_FIELDS,
  exitCodes: { ...WRITE_EXIT_CODES, ...WAIT_EXIT_CODES },
  writes: true,
  run: async (context, { arg, rest, flags }) => {
    const ref = await zoneRef(context, arg('zone'));
    const edits =
      arg('name') === '-'
        ? await readList(context, ref.zone, arg('type'))
        : [readEdit(arg('name'), arg('type'), rest, ref.zone)];
    return editAndWait(context, ref, edits, {
      dryRun: flags['dry-run'],
      allowDeletes: flags['allow-deletes'],
      confirm: true,
      reason: `dns delete ${arg('name')} ${arg('type')}`.trim(),
      wait: flags.wait,
    });
  },
});

function readEdit(name: string, type: string, values: readonly string[], zone: DomainName): RRsetEdit {
  if (type === '')
    throw new RegctlError('USAGE', 'dns delete needs a TYPE', {
      reason: 'all types of a name are never deleted at once',
      hint: `regctl dns get ${zone} ${name}`,
    });
  const edit = { op: 'remove', name: ownerOf(name, zone), type: typeOf(type) } as const;
  return values.length === 0
    ? edit
    : { ...edit, rdata: values.map((value) => dataOf(edit.type, value, zone)) };
}

async function readList(context: Context, zone: DomainName, type: string): Promise<RRsetEdit[]> {
  if (type !== '')
    throw new RegctlError('USAGE', 'dns delete takes no TYPE beside a list', {
      reason: 'each record of the list has its own',
      hint: `choose before: \`regctl dns list ${zone} --type ${type} --json\``,
    });
  const { readRecordList } = await import('../../record-list.ts');
  return readRecordList(await context.io.stdin.text(), zone);
}
