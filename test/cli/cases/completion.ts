import { words, alone, type CommandCases } from './command-cases.ts';

export const completionCases: { readonly [path: string]: CommandCases } = {
  'completion bash': { ok: { argv: words('completion bash') }, ...alone },
  'completion fish': { ok: { argv: words('completion fish') }, ...alone },
  'completion install': {
    ok: { argv: words('completion install fish') },
    notFound: { argv: words('completion install csh'), exitCode: 2 },
    ...alone,
  },
  'completion powershell': { ok: { argv: words('completion powershell') }, ...alone },
  'completion zsh': { ok: { argv: words('completion zsh') }, ...alone },
};
