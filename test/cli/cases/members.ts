import { words, alone, type CommandCases } from './command-cases.ts';

type Cases = { readonly [path: string]: CommandCases };

// All of a control plane, in local mode; with a server they are in organization.test.ts.
const absent = (argv: string): CommandCases => ({ ok: { argv: words(argv), exitCode: 6 }, ...alone });

export const orgsCases: Cases = {
  'orgs create': absent('orgs create Example'),
  'orgs delete': absent('orgs delete --confirm example-000000'),
  'orgs get': absent('orgs get example-000000'),
  'orgs limits': absent('orgs limits'),
  'orgs list': absent('orgs list'),
  'orgs update': absent('orgs update --name Example'),
};

export const rolesCases: Cases = {
  'roles create': absent('roles create dns --scope zones:write'),
  'roles delete': absent('roles delete dns --yes'),
  'roles get': absent('roles get owner'),
  'roles list': absent('roles list'),
  'roles update': absent('roles update dns --scope zones:read'),
};

export const membersCases: Cases = {
  'members delete': absent('members delete ada@example.org --yes'),
  'members get': absent('members get ada@example.org'),
  'members list': absent('members list'),
  'members update': absent('members update ada@example.org --role admin'),
};

export const invitationsCases: Cases = {
  // Of no control plane: none is named.
  'invitations accept': { ok: { argv: words('invitations accept'), exitCode: 2, stdin: 'rgi_0' }, ...alone },
  'invitations create': absent('invitations create ada@example.org'),
  'invitations delete': absent('invitations delete inv_none --yes'),
  'invitations get': absent('invitations get inv_none'),
  'invitations list': absent('invitations list'),
};
