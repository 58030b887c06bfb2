import { words, alone, NO_CA, type CommandCases } from './command-cases.ts';

const TARGET = 'abcdefghijklmnopqrstuvwxyz.acme.example.net';

export const certsCases: { readonly [path: string]: CommandCases } = {
  'certs account create': {
    ok: { argv: words(`certs account create ${NO_CA} --agree-terms`), exitCode: 10 },
    ...alone,
  },
  'certs account delete': {
    ok: { argv: words('certs account delete letsencrypt --yes'), exitCode: 5 },
    notFound: { argv: words('certs account delete letsencrypt --yes') },
    ...alone,
  },
  'certs account get': {
    ok: { argv: words('certs account get letsencrypt'), exitCode: 5 },
    notFound: { argv: words('certs account get letsencrypt') },
    ...alone,
  },
  'certs account list': {
    ok: { argv: words('certs account list') },
    empty: { argv: words('certs account list') },
    ...alone,
  },
  'certs account roll-key': {
    ok: { argv: words('certs account roll-key letsencrypt'), exitCode: 5 },
    notFound: { argv: words('certs account roll-key letsencrypt') },
    ...alone,
  },
  'certs account update': {
    ok: { argv: words('certs account update letsencrypt --email a@example.org'), exitCode: 5 },
    notFound: { argv: words('certs account update letsencrypt --email a@example.org') },
    ...alone,
  },
  'certs ca get': { ok: { argv: words(`certs ca get ${NO_CA}`), exitCode: 10 }, ...alone },
  'certs ca create': { ok: { argv: words('certs ca create --permit test') }, ...alone },
  'certs ca export': {
    ok: { argv: words('certs ca export'), exitCode: 5 },
    notFound: { argv: words('certs ca export') },
    ...alone,
  },
  // What these do where there is a root stands in test/real/internal-ca.test.ts.
  'certs ca trust': {
    ok: { argv: words('certs ca trust --dry-run'), exitCode: 5 },
    notFound: { argv: words('certs ca trust --dry-run') },
    ...alone,
  },
  'certs ca untrust': {
    ok: { argv: words('certs ca untrust --dry-run'), exitCode: 5 },
    notFound: { argv: words('certs ca untrust --dry-run') },
    ...alone,
  },
  'certs ca list': { ok: { argv: words('certs ca list') }, ...alone },
  'certs check': { ok: { argv: words('certs check 127.0.0.1:9'), exitCode: 10 }, ...alone },
  // What these do where there is a certificate stands in test/real/delivery.test.ts.
  ...Object.fromEntries(
    [
      'certs delivery list www.example.org',
      'certs delivery create www.example.org files tls',
      'certs delivery run www.example.org',
      'certs delivery delete www.example.org dlv_1',
    ].map((argv) => [
      argv.split(' ').slice(0, 3).join(' '),
      { ok: { argv: words(argv), exitCode: 5 }, notFound: { argv: words(argv) }, ...alone },
    ]),
  ),
  // What these do at a control plane stands in test/real/acme-clients.test.ts.
  'certs challenge set': {
    ok: { argv: words(`certs challenge set ${TARGET} ${'x'.repeat(43)}`), exitCode: 6 },
    ...alone,
  },
  'certs challenge unset': {
    ok: { argv: words(`certs challenge unset ${TARGET} ${'x'.repeat(43)}`), exitCode: 6 },
    ...alone,
  },
  'certs delegate': { ok: { argv: words('certs delegate example.org'), exitCode: 6 }, ...alone },
  'certs delegation delete': {
    ok: { argv: words('certs delegation delete example.org --yes'), exitCode: 6 },
    ...alone,
  },
  'certs delegation get': { ok: { argv: words('certs delegation get example.org'), exitCode: 6 }, ...alone },
  'certs delegation list': { ok: { argv: words('certs delegation list'), exitCode: 6 }, ...alone },
  'certs delete': {
    ok: { argv: words('certs delete www.example.org --yes'), exitCode: 5 },
    notFound: { argv: words('certs delete www.example.org --yes') },
    ...alone,
  },
  'certs download': {
    ok: { argv: words('certs download www.example.org'), exitCode: 5 },
    notFound: { argv: words('certs download www.example.org') },
    ...alone,
  },
  'certs get': {
    ok: { argv: words('certs get www.example.org'), exitCode: 5 },
    notFound: { argv: words('certs get www.example.org') },
    ...alone,
  },
  // What these do where there is a CA stands in test/real/certs-cli.test.ts.
  'certs issue': {
    ok: { argv: words(`certs issue www.example.org --ca ${NO_CA} --agree-terms`), exitCode: 10 },
    ...alone,
  },
  'certs list': { ok: { argv: words('certs list') }, empty: { argv: words('certs list') }, ...alone },
  'certs verify': { ok: { argv: words('certs verify example.org'), exitCode: 6 }, ...alone },
  'certs renew': {
    ok: { argv: words('certs renew') },
    empty: { argv: words('certs renew') },
    notFound: { argv: words('certs renew www.example.org') },
    ...alone,
  },
  // What these write stands in test/real/schedule.test.ts.
  'certs schedule install': {
    ok: { argv: words('certs schedule install --kind systemd --dry-run') },
    ...alone,
  },
  'certs schedule remove': {
    ok: { argv: words('certs schedule remove --kind launchd --dry-run') },
    ...alone,
  },
  'certs schedule status': { ok: { argv: words('certs schedule status --kind launchd') }, ...alone },
  'certs revoke': {
    ok: { argv: words('certs revoke www.example.org --yes'), exitCode: 5 },
    notFound: { argv: words('certs revoke www.example.org --yes') },
    ...alone,
  },
};
