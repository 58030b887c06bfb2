import { words, needsZone, alone, type CommandCases } from './command-cases.ts';

export const dnsCases: { readonly [path: string]: CommandCases } = {
  'dns create': {
    ok: { argv: words('dns create example.org new A 192.0.2.9') },
    empty: { argv: words('dns create example.org www A 192.0.2.1') },
    notFound: { argv: words('dns create example.net www A 192.0.2.1') },
    guard: { argv: words('dns create example.org held A 192.0.2.1') },
    ...needsZone,
  },
  'dns delete': {
    ok: { argv: words('dns delete example.org www A --yes') },
    notFound: { argv: words('dns delete example.org none A --yes') },
    guard: { argv: words('dns delete example.org @ MX --yes') },
    ...needsZone,
  },
  'dns export': {
    ok: { argv: words('dns export example.org') },
    notFound: { argv: words('dns export example.net') },
    ...needsZone,
  },
  'dns get': {
    ok: { argv: words('dns get example.org www') },
    notFound: { argv: words('dns get example.org none') },
    ...needsZone,
  },
  'dns import': {
    ok: { argv: words('dns import example.org more.zone --yes') },
    empty: { argv: words('dns import example.org same.zone --yes') },
    notFound: { argv: words('dns import example.org missing.zone --yes') },
    guard: { argv: words('dns import example.org few.zone --replace --yes') },
    ...needsZone,
  },
  'dns list': {
    ok: { argv: words('dns list example.org') },
    empty: { argv: words('dns list example.org --type TLSA') },
    notFound: { argv: words('dns list example.net') },
    ...needsZone,
  },
  'dns query': {
    ok: { argv: words('dns query www.example.org A --server ns1.example.net=127.0.0.1:1'), exitCode: 3 },
    ...alone,
  },
  'dns set': {
    ok: { argv: words('dns set example.org www A 192.0.2.9') },
    empty: { argv: words('dns set example.org www A 192.0.2.1') },
    notFound: { argv: words('dns set example.net www A 192.0.2.1') },
    guard: { argv: words('dns set example.org @ NS ns9.example.net') },
    ...needsZone,
  },
  'dns update': {
    ok: { argv: words('dns update example.org www A --ttl 60') },
    notFound: { argv: words('dns update example.org none A --ttl 60') },
    guard: { argv: words('dns update example.org held TXT --ttl 60') },
    ...needsZone,
  },
  'dns wait': {
    ok: { argv: words('dns wait example.org www A --timeout 1ms'), exitCode: 8 },
    notFound: { argv: words('dns wait example.net www A') },
    timeout: { argv: words('dns wait example.org www A --timeout 1ms') },
    ...needsZone,
  },
};
