import { words, alone, type CommandCases } from './command-cases.ts';

export const aliasCases: { readonly [path: string]: CommandCases } = {
  'alias delete': {
    ok: { argv: words('alias delete mx') },
    notFound: { argv: words('alias delete none') },
    ...alone,
  },
  'alias list': { ok: { argv: words('alias list') }, ...alone },
  'alias set': {
    ok: { argv: ['alias', 'set', 'addresses', 'dns list --type A'] },
    notFound: { argv: words('alias set x nonsense'), exitCode: 2 },
    ...alone,
  },
  'alias trust': {
    ok: { argv: words('alias trust --config aliased.yaml --yes') },
    notFound: { argv: words('alias trust --yes') },
    ...alone,
  },
};
