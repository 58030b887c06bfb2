import type { Json } from '../core/errors.ts';
import type { CommandRecord } from './command-record.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { COMMON_EXIT_CODES } from './help.ts';
import type { CommandEntry, GroupEntry, Registry } from './registry.ts';

/** The whole command tree as data: names, arguments, flags, JSON fields, exit codes, children. */
export async function commandTree(registry: Registry): Promise<{ readonly [key: string]: Json }> {
  const nouns = await Promise.all(
    registry.groups
      .filter((group) => !group.name.includes(' '))
      .map((group) => describeGroup(registry, group)),
  );
  const singles = await Promise.all(
    registry.commands.filter((entry) => entry.path.length === 1).map(describe),
  );
  const children = [...nouns, ...singles].toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
  return JSON.parse(
    JSON.stringify({ name: 'regctl', flags: GLOBAL_FLAGS, exitCodes: COMMON_EXIT_CODES, children }),
  ) as { readonly [key: string]: Json };
}

async function describeGroup(registry: Registry, group: GroupEntry): Promise<{ readonly name: string }> {
  const node = {
    name: group.name.split(' ').at(-1) ?? '',
    summary: group.summary,
    aliases: group.aliases ?? [],
    children: [
      ...(await Promise.all(registry.verbsOf(group).map(describe))),
      ...(await Promise.all(registry.partsOf(group).map((part) => describeGroup(registry, part)))),
    ],
  };
  return node;
}

async function describe(entry: CommandEntry): Promise<{ readonly name: string } & CommandRecord> {
  const { summary, description, examples, args, flags, fields, exitCodes, writes } = await entry.load();
  const rest = {
    ...(description === undefined ? {} : { description }),
    ...(exitCodes === undefined ? {} : { exitCodes }),
  };
  return { name: entry.path.at(-1) ?? '', summary, examples, args, flags, fields, writes, ...rest };
}

/** JSON Schema of what a command prints with `--json`: a list of rows or one object, with the fields that it has. */
export function outputSchema(
  name: string,
  { summary, fields }: CommandRecord,
): { readonly [key: string]: Json } {
  const properties = Object.fromEntries(
    fields.map((field) => [field.name, { description: field.description }] as const),
  );
  const row = { type: 'object', properties, additionalProperties: false };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `regctl ${name} --json`,
    description: summary,
    anyOf: [{ type: 'array', items: { $ref: '#/$defs/row' } }, { $ref: '#/$defs/row' }],
    $defs: { row },
  };
}
