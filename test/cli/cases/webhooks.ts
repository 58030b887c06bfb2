import { words, alone, type CommandCases } from './command-cases.ts';

/** Of a control plane, in local mode; with a server they are in background.test.ts. */
const refused = (argv: string): CommandCases => ({ ok: { argv: words(argv), exitCode: 6 }, ...alone });

export const webhooksCases: { readonly [path: string]: CommandCases } = {
  'webhooks create': refused('webhooks create https://example.org/hooks'),
  'webhooks delete': refused('webhooks delete hook_none --yes'),
  'webhooks deliveries': refused('webhooks deliveries'),
  'webhooks get': refused('webhooks get hook_none'),
  'webhooks list': refused('webhooks list'),
  'webhooks replay': refused('webhooks replay hook_none'),
  'webhooks test': refused('webhooks test hook_none'),
  'webhooks update': refused('webhooks update hook_none --disable'),
};
