import { words, alone, type CommandCases } from './command-cases.ts';

export const configCases: { readonly [path: string]: CommandCases } = {
  'config edit': { ok: { argv: words('config edit') }, ...alone },
  'config get': {
    ok: { argv: words('config get mode') },
    notFound: { argv: words('config get host') },
    ...alone,
  },
  'config list': { ok: { argv: words('config list') }, ...alone },
  'config path': { ok: { argv: words('config path') }, ...alone },
  'config set': {
    ok: { argv: words('config set account local') },
    notFound: { argv: words('config set nonsense x'), exitCode: 2 },
    ...alone,
  },
  'config unset': {
    ok: { argv: words('config unset account') },
    notFound: { argv: words('config unset nonsense'), exitCode: 2 },
    ...alone,
  },
};
