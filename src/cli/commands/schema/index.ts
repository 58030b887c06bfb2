import { RegctlError, type Json } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { commandTree, outputSchema } from '../../command-tree.ts';
import type { Context } from '../../context.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the command tree, or the JSON Schema of a format or of what a command prints',
  examples: [
    { command: 'regctl schema --tree', does: 'every command with arguments, flags, fields and exit codes' },
    { command: 'regctl schema dns list', does: 'JSON Schema of what it prints with --json' },
    { command: 'regctl schema config', does: 'JSON Schema of regctl.yaml, for editors' },
  ],
  args: [
    {
      name: 'format',
      description: 'config, zone, plan, error, or a command',
      optional: true,
      variadic: true,
    },
  ],
  flags: { tree: { type: 'boolean', description: 'the command tree' } },
  fields: [{ name: 'text', description: 'the schema' }],
  exitCodes: { 2: 'no such format or command' },
  writes: false,
  run: async (context, { rest, flags }) => {
    const value = flags.tree ? await commandTree(context.registry) : await schemaOf(context, rest);
    return { kind: 'text', text: `${JSON.stringify(value, null, 2)}\n`, value };
  },
});

async function schemaOf({ registry }: Context, words: readonly string[]): Promise<Json> {
  const { SCHEMAS } = await import('../../schemas.ts');
  const format = words.join(' ');
  const schema = Object.hasOwn(SCHEMAS, format) ? SCHEMAS[format] : undefined;
  if (schema !== undefined) return schema();
  const entry = registry.commands.find(({ path }) => path.join(' ') === format);
  if (entry !== undefined) return outputSchema(format, await entry.load());
  throw new RegctlError(
    'USAGE',
    format === '' ? 'schema needs a format, or --tree' : `there is neither a format nor a command ${format}`,
    {
      reason: `there are: ${Object.keys(SCHEMAS).join(', ')}`,
      hint: 'regctl schema --help',
    },
  );
}
