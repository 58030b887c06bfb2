import { words, alone, type CommandCases } from './command-cases.ts';

export const serverCases: { readonly [path: string]: CommandCases } = {
  'server backup': {
    ok: { argv: words('server backup copy'), exitCode: 5 },
    notFound: { argv: words('server backup copy') },
    ...alone,
  },
  'server doctor': { ok: { argv: words('server doctor') }, ...alone },
  'server keys rotate': {
    ok: { argv: words('server keys rotate'), exitCode: 5 },
    notFound: { argv: words('server keys rotate') },
    ...alone,
  },
  'server limits': {
    ok: { argv: words('server limits'), exitCode: 5 },
    notFound: { argv: words('server limits') },
    ...alone,
  },
  'server migrate': {
    ok: { argv: words('server migrate') },
    empty: { argv: words('server migrate') },
    ...alone,
  },
  'server passwords link': {
    ok: { argv: words('server passwords link ada@example.org'), exitCode: 5 },
    notFound: { argv: words('server passwords link ada@example.org') },
    ...alone,
  },
  'server restore': {
    ok: { argv: words('server restore copy'), exitCode: 5 },
    notFound: { argv: words('server restore copy') },
    ...alone,
  },
  'server start': { ok: { argv: words('server start --check') }, ...alone },
};
