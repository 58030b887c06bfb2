import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
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
      return { kind: 'text', text: commandHelp(found.entry.path.join(' '), await found.entry.load(), style) };
    const { PROVIDERS } = await import('../../completion/words.gen.ts');
    if (PROVIDERS.includes(noun)) return { kind: 'text', text: await helpOnProvider(context, noun) };
    const near = suggest(noun, [...Object.keys(TOPICS), ...PROVIDERS]);
    throw new RegctlError('USAGE', `there is no help on ${rest.join(' ')}`, {
      reason:
        near.length === 0
          ? `the topics are ${[...Object.keys(TOPICS), ...PROVIDERS].join(', ')}`
          : `did you mean ${near.join(' or ')}?`,
      hint: 'regctl --help',
    });
  },
});

async function helpOnProvider(context: Context, name: string): Promise<string> {
  const [{ providerText }, regctl] = await Promise.all([
    import('../../provider-text.ts'),
    context.controlPlane(),
  ]);
  const description = (await regctl.accounts.providers()).find((provider) => provider.name === name);
  if (description !== undefined) return providerText(description);
  throw new RegctlError('CAPABILITY_MISSING', `the control plane has no provider ${name}`, {
    reason: 'this regctl knows it, the server does not',
    hint: `regctl help ${name} --mode local`,
  });
}

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
