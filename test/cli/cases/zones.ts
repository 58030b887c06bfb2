import { words, needsZone, alone, type CommandCases } from './command-cases.ts';

export const zonesCases: { readonly [path: string]: CommandCases } = {
  'zones move': {
    ok: {
      argv: words(
        'zones move example.com --account shop --to-account second --registrar-account shop --yes --timeout 1s',
      ),
      exitCode: 7,
    },
    notFound: {
      argv: words(
        'zones move not-ours.com --account shop --to-account second --registrar-account shop --yes',
      ),
    },
    ...alone,
  },
  'zones check': {
    ok: { argv: words('zones check example.org') },
    notFound: { argv: words('zones check example.net') },
    ...needsZone,
  },
  'zones copy': {
    ok: {
      argv: words(
        'zones copy example.org --account local --to-account second --nameserver ns1.example.net --yes',
      ),
    },
    notFound: { argv: words('zones copy example.net --account local --to-account second --yes') },
    ...needsZone,
  },
  'zones create': {
    ok: { argv: words('zones create example.net --account local --nameserver ns1.example.net') },
    guard: { argv: words('zones create example.org --account local') },
    ...needsZone,
  },
  'zones delete': {
    ok: { argv: words('zones delete example.org --account second --confirm example.org'), exitCode: 5 },
    notFound: { argv: words('zones delete example.net --confirm example.net') },
    guard: { argv: words('zones delete example.org --account local --confirm example.org') },
    ...needsZone,
  },
  'zones diff': {
    ok: { argv: words('zones diff example.org more.zone') },
    notFound: { argv: words('zones diff example.org missing.zone') },
    ...needsZone,
  },
  'zones edit': {
    ok: { argv: words('zones edit example.org --yes') },
    notFound: { argv: words('zones edit example.net') },
    ...needsZone,
  },
  'zones export': {
    ok: { argv: words('zones export example.org') },
    notFound: { argv: words('zones export example.net') },
    ...needsZone,
  },
  'zones exports get': { ok: { argv: words('zones exports get example.org'), exitCode: 6 }, ...alone },
  'zones exports list': { ok: { argv: words('zones exports list'), exitCode: 6 }, ...alone },
  'zones get': {
    ok: { argv: words('zones get example.org') },
    notFound: { argv: words('zones get example.net') },
    ...needsZone,
  },
  'zones history': {
    ok: { argv: words('zones history example.org') },
    empty: { argv: words('zones history example.net') },
    ...alone,
  },
  'zones import': {
    ok: { argv: words('zones import example.org more.zone --yes') },
    empty: { argv: words('zones import example.org same.zone --yes') },
    notFound: { argv: words('zones import example.org missing.zone --yes') },
    guard: { argv: words('zones import example.org few.zone --replace --yes') },
    ...needsZone,
  },
  'zones list': { ok: { argv: words('zones list') }, ...needsZone },
  'zones protect': { ok: { argv: words('zones protect example.org mail A') }, ...needsZone },
  'zones restore': {
    ok: { argv: words('zones restore example.org --yes') },
    notFound: { argv: words('zones restore example.org snap_none --yes') },
    ...needsZone,
  },
  'zones unprotect': {
    ok: { argv: words('zones unprotect example.org none'), exitCode: 5 },
    notFound: { argv: words('zones unprotect example.org none') },
    ...needsZone,
  },
};
