import { words, alone, type CommandCases } from './command-cases.ts';

// All of a control plane, in local mode; with a server they are in organization.test.ts.
const absent = (argv: string): CommandCases => ({ ok: { argv: words(argv), exitCode: 6 }, ...alone });

export const approvalsCases: { readonly [path: string]: CommandCases } = {
  'approvals approve': absent('approvals approve appr_none'),
  'approvals get': absent('approvals get appr_none'),
  'approvals list': absent('approvals list'),
  'approvals reject': absent('approvals reject appr_none'),
  'approvals rules create': absent('approvals rules create plan'),
  'approvals rules delete': absent('approvals rules delete apr_none --yes'),
  'approvals rules list': absent('approvals rules list'),
};
