import { words, alone, type CommandCases } from './command-cases.ts';

export const mcpCases: { readonly [path: string]: CommandCases } = {
  'mcp serve': { ok: { argv: words('mcp serve'), stopped: true }, ...alone },
  'mcp tools': { ok: { argv: words('mcp tools --allow-writes') }, ...alone },
};
