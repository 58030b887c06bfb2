import { RegctlError } from '../core/errors.ts';
import type { AuditStore } from '../ports/audit-log.ts';
import type { Principal } from '../ports/authenticator.ts';
import {
  createApprovalRule,
  decideApproval,
  deleteApprovalRule,
  getApproval,
  listApprovals,
  type ApprovalDeps,
} from '../services/approvals/decide.ts';
import { verifyChain } from '../services/audit/chain.ts';
import { createApiKey, revokeApiKey, type ApiKeyDeps } from '../services/identity/api-keys.ts';
import { membersPart, type MembersDeps } from './local-members.ts';
import type { OrganizationPart } from './organization.ts';

export interface OrganizationDeps extends ApiKeyDeps, MembersDeps, ApprovalDeps {
  readonly auditEntries: AuditStore;
}

/** What a member can do in the organization, by the services of this process. */
export function organizationOperations(
  deps: OrganizationDeps,
  principal: Principal,
): Required<OrganizationPart> {
  const { organization } = principal;
  return {
    session: {
      get: async () => {
        const found = await deps.organizations.get(organization);
        if (found === undefined) {
          throw new RegctlError('NOT_LOGGED_IN', 'the organization of this login is gone', {
            reason: 'it was deleted',
            hint: 'regctl auth login',
          });
        }
        return {
          organization: { id: found.id, name: found.name },
          actor: principal.actor,
          scopes: principal.scopes,
          within: principal.within,
        };
      },
    },
    ...membersPart(deps, principal),
    approvals: {
      list: () => listApprovals(deps, principal),
      get: (id) => getApproval(deps, principal, id),
      approve: (id, input) => decideApproval(deps, principal, id, { ...input, state: 'approved' }),
      reject: (id, input) => decideApproval(deps, principal, id, { ...input, state: 'rejected' }),
      rules: {
        list: () => deps.approvals.rules(organization),
        create: (input) => createApprovalRule(deps, organization, input),
        delete: (id) => deleteApprovalRule(deps, organization, id),
      },
    },
    apiKeys: {
      list: () => deps.apiKeys.list(organization),
      create: (input) => createApiKey(deps, principal, input),
      revoke: (id) => revokeApiKey(deps, principal, id),
    },
    audit: {
      list: (filter) => deps.auditEntries.list({ organization, ...filter }),
      verify: () => verifyChain(deps.auditEntries, organization),
    },
  };
}
