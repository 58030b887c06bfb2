import { RegctlError } from '../core/errors.ts';
import type { AuditStore } from '../ports/audit-log.ts';
import type { Principal } from '../ports/authenticator.ts';
import type { OrganizationStore } from '../ports/identity-store.ts';
import { verifyChain } from '../services/audit/chain.ts';
import { createApiKey, revokeApiKey, type ApiKeyDeps } from '../services/identity/api-keys.ts';
import type { OrganizationPart } from './organization.ts';

export interface OrganizationDeps extends ApiKeyDeps {
  readonly organizations: OrganizationStore;
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
    apiKeys: {
      list: () => deps.apiKeys.list(organization),
      create: (input) => createApiKey(deps, principal, input),
      revoke: (id) => revokeApiKey(deps, organization, id),
    },
    audit: {
      list: (filter) => deps.auditEntries.list({ organization, ...filter }),
      verify: () => verifyChain(deps.auditEntries, organization),
    },
  };
}
