import { RegctlError } from '../../../core/errors.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { listTools } from '../../mcp/tools.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Serve tools to an agent over stdin and stdout',
  description:
    'Only reads, unless --allow-writes. Even then a tool that changes records gives a plan, and nothing is written before a person agreed: through the client, or by applying the plan in a terminal. A purchase needs a price limit and a person besides.',
  examples: [
    { command: 'regctl mcp serve', does: 'what an MCP client starts' },
    { command: 'regctl mcp serve --allow-writes', does: 'with tools that plan, and apply after a yes' },
  ],
  args: [],
  flags: { 'allow-writes': { type: 'boolean', description: 'offer tools that plan writes and purchases' } },
  fields: [],
  exitCodes: { 2: 'stdin is a terminal' },
  writes: true,
  run: async (context, { flags }) => {
    if (context.io.stdin.isTty)
      throw new RegctlError('USAGE', 'mcp serve speaks to a program, not to a person', {
        reason: 'stdin is a terminal',
        hint: 'name `regctl mcp serve` in the configuration of an MCP client; `regctl mcp tools` lists the tools',
      });
    const { serveTools } = await import('../../mcp/server.ts');
    await serveTools(context, await listTools(context.registry, flags['allow-writes']));
    return { kind: 'nothing' };
  },
});
