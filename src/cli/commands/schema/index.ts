import { RegctlError, type Json } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { commandTree } from '../../command-tree.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Print the command tree or the JSON Schema of a format',
  examples: [
    { command: 'regctl schema --tree', does: 'every command with arguments, flags, fields and exit codes' },
    { command: 'regctl schema config', does: 'JSON Schema of regctl.yaml, for editors' },
  ],
  args: [{ name: 'format', description: 'config, zone, plan or error', optional: true }],
  flags: { tree: { type: 'boolean', description: 'the command tree' } },
  fields: [{ name: 'text', description: 'the schema' }],
  exitCodes: { 2: 'no such format' },
  writes: false,
  run: async (context, { arg, flags }) => {
    const value = flags.tree ? await commandTree(context.registry) : await schemaOf(arg('format'));
    return { kind: 'text', text: `${JSON.stringify(value, null, 2)}\n`, value };
  },
});

async function schemaOf(format: string): Promise<Json> {
  const { SCHEMAS } = await import('../../schemas.ts');
  const schema = SCHEMAS[format];
  if (schema !== undefined) return schema();
  throw new RegctlError(
    'USAGE',
    format === '' ? 'schema needs a format, or --tree' : `there is no schema of ${format}`,
    {
      reason: `there are: ${Object.keys(SCHEMAS).join(', ')}`,
      hint: 'regctl schema --help',
    },
  );
}
