import { words, alone, type CommandCases } from './command-cases.ts';

export const profilesCases: { readonly [path: string]: CommandCases } = {
  'profiles create': {
    ok: { argv: words('profiles create home --set account=local') },
    notFound: { argv: words('profiles create home --set nonsense=x'), exitCode: 2 },
    ...alone,
  },
  'profiles delete': {
    ok: { argv: words('profiles delete work') },
    notFound: { argv: words('profiles delete none') },
    ...alone,
  },
  'profiles get': {
    ok: { argv: words('profiles get work') },
    notFound: { argv: words('profiles get none') },
    ...alone,
  },
  'profiles list': { ok: { argv: words('profiles list') }, ...alone },
  'profiles use': {
    ok: { argv: words('profiles use work') },
    notFound: { argv: words('profiles use none') },
    ...alone,
  },
};
