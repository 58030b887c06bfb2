import { accountContract } from './contract/accounts.ts';
import { acmeAccountContract, certContract } from './contract/certs.ts';
import { delegationContract } from './contract/delegations.ts';
import { domainContract } from './contract/domains.ts';
import { jobContract } from './contract/jobs.ts';
import { hostnameContract } from './contract/hostnames.ts';
import { lookupContract } from './contract/lookups.ts';
import type { AnyOperation } from './contract/operation.ts';
import { apiKeyContract, auditContract, sessionContract } from './contract/organization.ts';
import { approvalContract, approvalRuleContract } from './contract/approvals.ts';
import { invitationContract, memberContract, roleContract } from './contract/members.ts';
import { organizationContract } from './contract/organizations.ts';
import { operationContract, planContract } from './contract/plans.ts';
import { taskContract } from './contract/tasks.ts';
import { webhookContract } from './contract/webhooks.ts';
import { zoneExportContract } from './contract/zone-exports.ts';
import { zoneContract } from './contract/zones.ts';

/** Every operation of the control plane over HTTP, by noun and verb: server, client and documentation are made from it. */
export const contract: {
  readonly accounts: typeof accountContract;
  readonly zones: typeof zoneContract;
  readonly zoneExports: typeof zoneExportContract;
  readonly plans: typeof planContract;
  readonly operations: typeof operationContract;
  readonly domains: typeof domainContract;
  readonly jobs: typeof jobContract;
  readonly tasks: typeof taskContract;
  readonly certs: typeof certContract;
  readonly acmeAccounts: typeof acmeAccountContract;
  readonly delegations: typeof delegationContract;
  readonly hostnames: typeof hostnameContract;
  readonly lookups: typeof lookupContract;
  readonly session: typeof sessionContract;
  readonly approvals: typeof approvalContract;
  readonly approvalRules: typeof approvalRuleContract;
  readonly organizations: typeof organizationContract;
  readonly roles: typeof roleContract;
  readonly members: typeof memberContract;
  readonly invitations: typeof invitationContract;
  readonly apiKeys: typeof apiKeyContract;
  readonly audit: typeof auditContract;
  readonly webhooks: typeof webhookContract;
} = {
  accounts: accountContract,
  zones: zoneContract,
  zoneExports: zoneExportContract,
  plans: planContract,
  operations: operationContract,
  domains: domainContract,
  jobs: jobContract,
  tasks: taskContract,
  certs: certContract,
  acmeAccounts: acmeAccountContract,
  delegations: delegationContract,
  hostnames: hostnameContract,
  lookups: lookupContract,
  session: sessionContract,
  approvals: approvalContract,
  approvalRules: approvalRuleContract,
  organizations: organizationContract,
  roles: roleContract,
  members: memberContract,
  invitations: invitationContract,
  apiKeys: apiKeyContract,
  audit: auditContract,
  webhooks: webhookContract,
};

/** The same as one list. */
export const OPERATIONS: readonly AnyOperation[] = Object.values(contract).flatMap((noun) =>
  Object.values(noun as { readonly [verb: string]: AnyOperation }),
);

/** Where the operations are, below the address of the server. */
export const API_PREFIX = '/api/v1';
