import { words, alone, type CommandCases } from './command-cases.ts';

export const auditCases: { readonly [path: string]: CommandCases } = {
  'audit list': { ok: { argv: words('audit list'), exitCode: 6 }, ...alone },
  'audit get': { ok: { argv: words('audit get 1'), exitCode: 6 }, ...alone },
  'audit verify': { ok: { argv: words('audit verify'), exitCode: 6 }, ...alone },
};
