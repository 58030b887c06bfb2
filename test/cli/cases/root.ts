import { words, needsZone, alone, type CommandCases } from './command-cases.ts';

export const rootCases: { readonly [path: string]: CommandCases } = {
  api: { ok: { argv: words('api GET /zones'), exitCode: 6 }, ...alone },
  apply: {
    ok: { argv: words('apply --yes') },
    empty: { argv: words('apply --yes --config settled.yaml') },
    notFound: { argv: words('apply missing.json') },
    guard: { argv: words('apply --yes --config emptied.yaml') },
    ...needsZone,
  },
  doctor: { ok: { argv: words('doctor --offline') }, ...alone },
  drift: {
    ok: { argv: words('drift'), exitCode: 3 },
    empty: { argv: words('drift --config settled.yaml') },
    notFound: { argv: words('drift example.net') },
    ...needsZone,
  },
  fmt: {
    ok: { argv: words('fmt more.zone --zone example.org') },
    notFound: { argv: words('fmt missing.zone') },
    ...alone,
  },
  help: {
    ok: { argv: words('help exit-codes') },
    notFound: { argv: words('help nonsense'), exitCode: 2 },
    ...alone,
  },
  init: {
    ok: { argv: words('init --account local --config none'), exitCode: 7 },
    guard: { argv: words('init') },
    ...alone,
  },
  plan: {
    ok: { argv: words('plan') },
    empty: { argv: words('plan --config settled.yaml') },
    notFound: { argv: words('plan example.net') },
    ...needsZone,
  },
  pull: { ok: { argv: words('pull') }, notFound: { argv: words('pull example.net') }, ...needsZone },
  schema: {
    ok: { argv: words('schema plan') },
    notFound: { argv: words('schema nonsense'), exitCode: 2 },
    ...alone,
  },
  // Whatever it is that runs; updates themselves have tests of their own.
  update: { ok: { argv: words('update newest'), exitCode: 2 }, ...alone },
  validate: {
    ok: { argv: words('validate more.zone --zone example.org') },
    notFound: { argv: words('validate missing.zone') },
    ...alone,
  },
  version: { ok: { argv: words('version') }, ...alone },
};
