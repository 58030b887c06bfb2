import { words, alone, type CommandCases } from './command-cases.ts';

export const extensionsCases: { readonly [path: string]: CommandCases } = {
  'extensions list': { ok: { argv: words('extensions list') }, ...alone },
};
