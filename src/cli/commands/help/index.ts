import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { commandHelp, groupHelp, rootHelp } from '../../help.ts';
import { helpTopic, TOPICS } from '../../help-topics.ts';
import type { CommandEntry, GroupEntry, Registry } from '../../registry.ts';
import { suggest } from '../../suggest.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show help for a command or a topic',
  examples: [
    { command: 'regctl help exit-codes', does: 'what each code means' },
    { command: 'regctl help dns set', does: 'the same as regctl dns set --help' },
  ],
  args: [{ name: 'topic', description: 'command, noun or topic', optional: true, variadic: true }],
  flags: {},
  fields: [{ name: 'text', description: 'the text' }],
  exitCodes: { 2: 'no such topic' },
  writes: false,
  run: async (context, { rest }) => {
    const style = { paint: context.io.stdout.paint, columns: Math.min(context.io.stdout.columns, 120) };
    const [noun] = rest;
    if (noun === undefined) return { kind: 'text', text: rootHelp(context.registry, style) };
    const topic = helpTopic(noun, style);
    if (topic !== undefined) return { kind: 'text', text: topic };
    const found = findHelp(context.registry, rest);
    if ('group' in found) return { kind: 'text', text: groupHelp(context.registry, found.group, style) };
    if (found.entry !== undefined)
      return {
        kind: 'text',
        text: await commandHelp(found.entry.path.join(' '), await found.entry.load(), style),
      };
    const providers = await context.providers();
    const description = providers.find(({ name }) => name === noun);
    if (description !== undefined) {
      const { providerText } = await import('../../provider-text.ts');
      return { kind: 'text', text: providerText(description) };
    }
    const topics = [...Object.keys(TOPICS), ...providers.map(({ name }) => name)];
    const { groups, commands } = context.registry;
    const near = suggest(rest.join(' '), [
      ...topics,
      ...groups.map(({ name }) => name),
      ...commands.map(({ path }) => path.join(' ')),
    ]);
    throw new RegctlError('USAGE', `there is no help on ${rest.join(' ')}`, {
      reason:
        near.length === 0
          ? `the topics are ${topics.join(', ')}`
          : `did you mean ${near.map((name) => `regctl help ${name}`).join(' or ')}?`,
      hint: 'regctl --help',
    });
  },
});

/** Walks the words down the tree: a noun, a part of it, a verb. */
function findHelp(
  registry: Registry,
  words: readonly string[],
): { readonly group: GroupEntry } | { readonly entry: CommandEntry | undefined } {
  let group: GroupEntry | undefined;
  for (const word of words) {
    const inner = registry.findGroup(word, group);
    if (inner === undefined)
      return { entry: registry.findCommand(group?.name ?? word, group === undefined ? undefined : word) };
    group = inner;
  }
  return group === undefined ? { entry: undefined } : { group };
}
