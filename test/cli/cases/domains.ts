import { words, needsZone, alone, type CommandCases } from './command-cases.ts';

export const domainsCases: { readonly [path: string]: CommandCases } = {
  'domains adopt': {
    ok: { argv: words('domains adopt example.com --account shop') },
    notFound: { argv: words('domains adopt not-ours.com --account shop') },
    ...needsZone,
  },
  'domains auth-code': {
    ok: { argv: words('domains auth-code example.com --account gd') },
    notFound: { argv: words('domains auth-code not-ours.com --account gd') },
    ...needsZone,
  },
  'domains autorenew off': {
    ok: { argv: words('domains autorenew off example.com --account shop') },
    notFound: { argv: words('domains autorenew off not-ours.com --account shop') },
    ...needsZone,
  },
  'domains autorenew on': {
    ok: { argv: words('domains autorenew on example.com --account shop') },
    empty: { argv: words('domains autorenew on example.com --account shop') },
    notFound: { argv: words('domains autorenew on not-ours.com --account shop') },
    ...needsZone,
  },
  'domains check': {
    ok: { argv: words('domains check fresh.com taken.com --account shop') },
    ...needsZone,
  },
  'domains contacts get': {
    ok: { argv: words('domains contacts get example.com --account gd') },
    notFound: { argv: words('domains contacts get not-ours.com --account gd') },
    ...needsZone,
  },
  'domains contacts set': {
    ok: { argv: words('domains contacts set example.com --contacts contacts.yaml --yes --account gd') },
    notFound: {
      argv: words('domains contacts set not-ours.com --contacts contacts.yaml --yes --account gd'),
    },
    ...alone,
  },
  'domains contacts verify': {
    ok: { argv: words('domains contacts verify example.com --account gd'), exitCode: 8 },
    notFound: { argv: words('domains contacts verify not-ours.com --account gd') },
    ...needsZone,
  },
  'domains dnssec disable': {
    ok: { argv: words('domains dnssec disable example.com --account shop') },
    empty: { argv: words('domains dnssec disable example.com --account shop') },
    notFound: { argv: words('domains dnssec disable not-ours.com --account shop') },
    ...needsZone,
  },
  'domains dnssec enable': {
    ok: { argv: words('domains dnssec enable example.com --account shop'), exitCode: 7 },
    notFound: { argv: words('domains dnssec enable not-ours.com --account shop') },
    guard: { argv: words('domains dnssec enable example.com --account shop') },
    ...needsZone,
  },
  'domains dnssec get': {
    ok: { argv: words('domains dnssec get example.com --account shop') },
    notFound: { argv: words('domains dnssec get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains dnssec sync': {
    ok: { argv: words('domains dnssec sync example.com --account shop') },
    empty: { argv: words('domains dnssec sync example.com --account shop') },
    notFound: { argv: words('domains dnssec sync not-ours.com --account shop') },
    ...needsZone,
  },
  'domains expiring': {
    ok: { argv: words('domains expiring --within 30d --account shop'), exitCode: 3 },
    empty: { argv: words('domains expiring --within 1d --account shop') },
    ...needsZone,
  },
  'domains get': {
    ok: { argv: words('domains get example.com --account shop') },
    notFound: { argv: words('domains get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue delete': {
    ok: { argv: words('domains glue delete example.com ns1.example.com --account shop') },
    notFound: { argv: words('domains glue delete not-ours.com ns1.not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue list': {
    ok: { argv: words('domains glue list example.com --account shop') },
    empty: { argv: words('domains glue list example.com --account shop') },
    notFound: { argv: words('domains glue list not-ours.com --account shop') },
    ...needsZone,
  },
  'domains glue set': {
    ok: { argv: words('domains glue set example.com ns1.example.com 192.0.2.53 --account shop') },
    notFound: { argv: words('domains glue set not-ours.com ns1.not-ours.com 192.0.2.53 --account shop') },
    ...needsZone,
  },
  'domains list': {
    ok: { argv: words('domains list --account shop') },
    empty: { argv: words('domains list --tld jp --account shop') },
    ...needsZone,
  },
  'domains lock': {
    ok: { argv: words('domains lock example.com --account gd') },
    empty: { argv: words('domains lock example.com --account gd') },
    notFound: { argv: words('domains lock not-ours.com --account gd') },
    ...needsZone,
  },
  'domains unlock': {
    ok: { argv: words('domains unlock example.com --account gd') },
    notFound: { argv: words('domains unlock not-ours.com --account gd') },
    ...needsZone,
  },
  'domains ns get': {
    ok: { argv: words('domains ns get example.com --account shop') },
    notFound: { argv: words('domains ns get not-ours.com --account shop') },
    ...needsZone,
  },
  'domains ns reset': {
    ok: { argv: words('domains ns reset example.com --dry-run --account shop'), exitCode: 3 },
    notFound: { argv: words('domains ns reset not-ours.com --account shop') },
    guard: { argv: words('domains ns reset example.com --account shop') },
    ...needsZone,
  },
  'domains ns set': {
    ok: {
      argv: words(
        'domains ns set example.com ns1.example.net ns2.example.net --allow-faults 99 --yes --account shop',
      ),
    },
    notFound: { argv: words('domains ns set not-ours.com ns1.example.net ns2.example.net --account shop') },
    guard: { argv: words('domains ns set example.com ns1.example.net ns2.example.net --account shop') },
    ...needsZone,
  },
  'domains price': {
    ok: { argv: words('domains price acme --tld com,dev --currency JPY --rate USD=150 --account shop') },
    empty: { argv: words('domains price acme --tld zz --account shop') },
    ...needsZone,
  },
  'domains privacy off': {
    ok: { argv: words('domains privacy off example.com --account gd') },
    notFound: { argv: words('domains privacy off not-ours.com --account gd') },
    ...needsZone,
  },
  'domains privacy on': {
    ok: { argv: words('domains privacy on example.com --account gd') },
    notFound: { argv: words('domains privacy on not-ours.com --account gd') },
    ...needsZone,
  },
  'domains register': {
    ok: { argv: words('domains register fresh.com --max-price 99 --accept-terms --yes --account shop') },
    guard: { argv: words('domains register fresh.com --max-price 1 --accept-terms --yes --account shop') },
    ...needsZone,
  },
  'domains renew': {
    ok: { argv: words('domains renew example.net --max-price 99 --accept-terms --yes --account shop') },
    notFound: {
      argv: words('domains renew not-ours.com --max-price 99 --accept-terms --yes --account shop'),
    },
    guard: { argv: words('domains renew example.net --max-price 1 --accept-terms --yes --account shop') },
    ...needsZone,
  },
  'domains search': {
    ok: { argv: words('domains search acme --account gd') },
    ...needsZone,
  },
  'domains transfer approve': {
    ok: { argv: words('domains transfer approve example.com --account shop'), exitCode: 6 },
    notFound: { argv: words('domains transfer approve not-ours.com --account shop') },
    ...needsZone,
  },
  'domains transfer cancel': {
    ok: { argv: words('domains transfer cancel example.com --account shop'), exitCode: 6 },
    notFound: { argv: words('domains transfer cancel not-ours.com --account shop') },
    ...needsZone,
  },
  'domains transfer start': {
    ok: {
      argv: words(
        'domains transfer start taken.com --auth-code-file auth-code --max-price 99 --accept-terms --yes --account shop',
      ),
    },
    guard: {
      argv: words(
        'domains transfer start taken.com --auth-code-file auth-code --max-price 1 --accept-terms --yes --account shop',
      ),
    },
    ...needsZone,
  },
  'domains transfer status': {
    ok: { argv: words('domains transfer status taken.com --account shop'), exitCode: 5 },
    notFound: { argv: words('domains transfer status taken.com --account shop') },
    ...needsZone,
  },
};
