import { words, alone, type CommandCases } from './command-cases.ts';

export const authCases: { readonly [path: string]: CommandCases } = {
  'auth login': {
    ok: { argv: words('auth login --host http://127.0.0.1:1 --with-token'), exitCode: 2 },
    ...alone,
  },
  'auth logout': {
    ok: { argv: words('auth logout'), exitCode: 2 },
    notFound: { argv: words('auth logout'), exitCode: 2 },
    ...alone,
  },
  'auth refresh': { ok: { argv: words('auth refresh'), exitCode: 2 }, ...alone },
  'auth switch': {
    ok: { argv: words('auth switch http://127.0.0.1:1'), exitCode: 4 },
    ...alone,
  },
  'auth token': { ok: { argv: words('auth token'), exitCode: 2 }, ...alone },
  'auth status': { ok: { argv: words('auth status'), exitCode: 4 }, ...alone },
};
