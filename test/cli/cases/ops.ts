import { words, alone, type CommandCases } from './command-cases.ts';

export const opsCases: { readonly [path: string]: CommandCases } = {
  // Background work is a control plane's; with a server these are in background.test.ts.
  'ops dead-letters': { ok: { argv: words('ops dead-letters'), exitCode: 6 }, ...alone },
  'ops retry': { ok: { argv: words('ops retry task_none'), exitCode: 6 }, ...alone },
  'ops cancel': {
    ok: { argv: words('ops cancel none'), exitCode: 5 },
    notFound: { argv: words('ops cancel none') },
    ...alone,
  },
  'ops wait': {
    ok: { argv: words('ops wait none'), exitCode: 5 },
    notFound: { argv: words('ops wait none') },
    ...alone,
  },
  'ops get': {
    ok: { argv: words('ops get none'), exitCode: 5 },
    notFound: { argv: words('ops get none') },
    ...alone,
  },
  'ops list': {
    ok: { argv: words('ops list') },
    empty: { argv: words('ops list --zone example.net') },
    ...alone,
  },
};
