import type { CommandCases } from './command-cases.ts';
import { accountsCases } from './accounts.ts';
import { aliasCases } from './alias.ts';
import { apiKeysCases } from './api-keys.ts';
import { approvalsCases } from './approvals.ts';
import { auditCases } from './audit.ts';
import { authCases } from './auth.ts';
import { certsCases } from './certs.ts';
import { completionCases } from './completion.ts';
import { configCases } from './config.ts';
import { dnsCases } from './dns.ts';
import { domainsCases } from './domains.ts';
import { extensionsCases } from './extensions.ts';
import { hostnamesCases } from './hostnames.ts';
import { invitationsCases, membersCases, orgsCases, rolesCases } from './members.ts';
import { mcpCases } from './mcp.ts';
import { opsCases } from './ops.ts';
import { ownersCases } from './owners.ts';
import { profilesCases } from './profiles.ts';
import { rootCases } from './root.ts';
import { serverCases } from './server.ts';
import { webhooksCases } from './webhooks.ts';
import { zonesCases } from './zones.ts';

export type { CommandCases };

/** Cases by command path. A command without an entry fails the matrix. */
export const CASES: { readonly [path: string]: CommandCases } = {
  ...accountsCases,
  ...aliasCases,
  ...apiKeysCases,
  ...approvalsCases,
  ...auditCases,
  ...authCases,
  ...certsCases,
  ...completionCases,
  ...configCases,
  ...dnsCases,
  ...domainsCases,
  ...extensionsCases,
  ...hostnamesCases,
  ...invitationsCases,
  ...mcpCases,
  ...membersCases,
  ...orgsCases,
  ...opsCases,
  ...ownersCases,
  ...profilesCases,
  ...rolesCases,
  ...rootCases,
  ...serverCases,
  ...webhooksCases,
  ...zonesCases,
};
