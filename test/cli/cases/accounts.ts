import { words, needsZone, alone, type CommandCases } from './command-cases.ts';

export const accountsCases: { readonly [path: string]: CommandCases } = {
  'accounts add': {
    ok: { argv: words('accounts add zonefile --name other --endpoint other') },
    notFound: { argv: words('accounts add nobody'), exitCode: 2 },
    guard: { argv: words('accounts add zonefile --name local --endpoint x') },
    ...alone,
  },
  'accounts capabilities': {
    ok: { argv: words('accounts capabilities local') },
    notFound: { argv: words('accounts capabilities none') },
    ...needsZone,
  },
  'accounts get': {
    ok: { argv: words('accounts get local') },
    notFound: { argv: words('accounts get none') },
    ...needsZone,
  },
  'accounts list': { ok: { argv: words('accounts list') }, ...alone },
  'accounts remove': {
    ok: { argv: words('accounts remove local --yes') },
    notFound: { argv: words('accounts remove none --yes') },
    ...needsZone,
  },
  'accounts test': {
    ok: { argv: words('accounts test local') },
    notFound: { argv: words('accounts test none') },
    ...needsZone,
  },
  'accounts update': {
    ok: { argv: words('accounts update local --zone example.net') },
    notFound: { argv: words('accounts update none') },
    ...needsZone,
  },
};
