import { contract } from './contract.ts';
import type { Call } from './http-call.ts';
import type { OrganizationPart } from './organization.ts';

/** Organizations, their members, keys and audit log, over HTTP. */
export function hostedOrganization(call: Call): Required<OrganizationPart> {
  const { session, organizations, roles, members, invitations, approvals, approvalRules, apiKeys, audit } =
    contract;
  return {
    session: { get: () => call(session.get, {}) },
    organizations: {
      list: () => call(organizations.list, {}),
      get: (organization) => call(organizations.get, { organization }),
      create: (input) => call(organizations.create, input),
      update: (input) => call(organizations.update, input),
      delete: async (input) => void (await call(organizations.delete, input)),
      limits: () => call(organizations.limits, {}),
    },
    roles: {
      list: () => call(roles.list, {}),
      get: (name) => call(roles.get, { name }),
      create: (input) => call(roles.create, input),
      update: (name, input) => call(roles.update, { ...input, name }),
      delete: async (name) => void (await call(roles.delete, { name })),
    },
    members: {
      list: () => call(members.list, {}),
      get: (member) => call(members.get, { member }),
      update: (member, input) => call(members.update, { ...input, member }),
      remove: (member) => call(members.remove, { member }),
    },
    invitations: {
      list: () => call(invitations.list, {}),
      get: (id) => call(invitations.get, { id }),
      create: (input) => call(invitations.create, input),
      delete: async (id) => void (await call(invitations.delete, { id })),
    },
    approvals: {
      list: () => call(approvals.list, {}),
      get: (id) => call(approvals.get, { id }),
      approve: (id, input) => call(approvals.approve, { ...input, id }),
      reject: (id, input) => call(approvals.reject, { ...input, id }),
      rules: {
        list: () => call(approvalRules.list, {}),
        create: (input) => call(approvalRules.create, input),
        delete: async (id) => void (await call(approvalRules.delete, { id })),
      },
    },
    apiKeys: {
      list: () => call(apiKeys.list, {}),
      create: (input) => call(apiKeys.create, input),
      revoke: async (id) => void (await call(apiKeys.revoke, { id })),
    },
    audit: {
      list: (filter) => call(audit.list, filter),
      verify: () => call(audit.verify, {}),
    },
  };
}
