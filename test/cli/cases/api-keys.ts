import { words, alone, type CommandCases } from './command-cases.ts';

export const apiKeysCases: { readonly [path: string]: CommandCases } = {
  // Of a control plane, in local mode; with a server they are in hosted.test.ts.
  'api-keys create': { ok: { argv: words('api-keys create ci --scope zones:read'), exitCode: 6 }, ...alone },
  'api-keys delete': { ok: { argv: words('api-keys delete key_none --yes'), exitCode: 6 }, ...alone },
  'api-keys list': { ok: { argv: words('api-keys list'), exitCode: 6 }, ...alone },
};
