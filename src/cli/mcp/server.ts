import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Json } from '../../core/errors.ts';
import type { Context } from '../context.ts';
import { errorObject, toRegctlError } from '../print-error.ts';
import { createApprovals, type Approvals, type Ask } from './approval.ts';
import { callCommand, type ToolInput } from './call.ts';
import { noSuchTool, type Tool } from './tools.ts';

const INSTRUCTIONS =
  'Domains, DNS zones and certificates of the person you work for. Tools that write give a plan; show it, then call apply_plan, which asks the person. Nothing can be written or bought without that.';

/** Serves tools over stdin and stdout until the client goes or it is asked to stop. */
export async function serveTools(context: Context, tools: readonly Tool[]): Promise<void> {
  const server = new Server(
    { name: 'regctl', version: context.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  );
  const approvals = createApprovals(context);
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ kind, name, description, inputSchema }) => ({
      name,
      description,
      inputSchema,
      annotations: {
        readOnlyHint: kind === 'read',
        destructiveHint: kind === 'apply' || kind === 'purchase',
        idempotentHint: kind !== 'purchase',
        openWorldHint: true,
      },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      const tool = tools.find(({ name }) => name === params.name);
      if (tool === undefined)
        throw noSuchTool(
          params.name,
          tools.map(({ name }) => name),
        );
      const value = await carryOut(context, tool, params.arguments ?? {}, { approvals, ask: askOf(server) });
      return { content: [{ type: 'text' as const, text: JSON.stringify(value) }] };
    } catch (error) {
      const text = JSON.stringify({ error: errorObject(toRegctlError(error)) });
      return { isError: true, content: [{ type: 'text' as const, text }] };
    }
  });
  const closed = new Promise<void>((resolve) => {
    if (context.signal.aborted) resolve();
    server.onclose = resolve;
    process.stdin.once('end', resolve);
    context.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
}

function carryOut(
  context: Context,
  tool: Tool,
  input: ToolInput,
  { approvals, ask }: { readonly approvals: Approvals; readonly ask: Ask },
): Promise<Json> {
  switch (tool.kind) {
    case 'read':
      return callCommand(context, tool, input);
    case 'plan':
      return approvals.plan(tool, input);
    case 'apply':
      return approvals.apply(input, ask);
    case 'purchase':
      return approvals.buy(tool, input, ask);
  }
}

/** The client's way to ask its person, where it has one. */
function askOf(server: Server): Ask {
  if (server.getClientCapabilities()?.elicitation === undefined) return undefined;
  return async (message) => {
    const answer = await server.elicitInput({
      message,
      requestedSchema: {
        type: 'object',
        properties: { agree: { type: 'boolean', title: 'Yes, do exactly this' } },
        required: ['agree'],
      },
    });
    return answer.action === 'accept' && answer.content?.['agree'] === true;
  };
}
