import { words, alone, type CommandCases } from './command-cases.ts';

export const extensionsCases: { readonly [path: string]: CommandCases } = {
  'extensions list': { ok: { argv: words('extensions list') }, ...alone },
  'extensions install': {
    ok: { argv: words('extensions install regctl-greet') },
    notFound: { argv: words('extensions install ./regctl-none'), exitCode: 2 },
    ...alone,
  },
  'extensions upgrade': {
    ok: { argv: words('extensions upgrade kept') },
    empty: { argv: words('extensions upgrade --all') },
    notFound: { argv: words('extensions upgrade none') },
    ...alone,
  },
  'extensions remove': {
    ok: { argv: words('extensions remove kept') },
    notFound: { argv: words('extensions remove none') },
    ...alone,
  },
};
