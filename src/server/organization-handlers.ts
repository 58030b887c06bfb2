import { RegctlError } from '../core/errors.ts';
import type { Handlers } from './handler.ts';

/** What only a control plane for several people has. */
export const organizationHandlers: Pick<
  Handlers,
  | 'session'
  | 'organizations'
  | 'roles'
  | 'members'
  | 'invitations'
  | 'approvals'
  | 'approvalRules'
  | 'apiKeys'
  | 'audit'
> = {
  session: { get: (regctl) => present(regctl.session).get() },
  organizations: {
    list: (regctl) => present(regctl.organizations).list(),
    get: (regctl, { organization }) => present(regctl.organizations).get(organization),
    create: (regctl, input) => present(regctl.organizations).create(input),
    update: (regctl, input) => present(regctl.organizations).update(input),
    delete: async (regctl, input) => {
      await present(regctl.organizations).delete(input);
      return null;
    },
    limits: (regctl) => present(regctl.organizations).limits(),
  },
  roles: {
    list: (regctl) => present(regctl.roles).list(),
    get: (regctl, { name }) => present(regctl.roles).get(name),
    create: (regctl, input) => present(regctl.roles).create(input),
    update: (regctl, { name, ...input }) => present(regctl.roles).update(name, input),
    delete: async (regctl, { name }) => {
      await present(regctl.roles).delete(name);
      return null;
    },
  },
  members: {
    list: (regctl) => present(regctl.members).list(),
    get: (regctl, { member }) => present(regctl.members).get(member),
    update: (regctl, { member, ...input }) => present(regctl.members).update(member, input),
    remove: (regctl, { member }) => present(regctl.members).remove(member),
  },
  invitations: {
    list: (regctl) => present(regctl.invitations).list(),
    get: (regctl, { id }) => present(regctl.invitations).get(id),
    create: (regctl, input) => present(regctl.invitations).create(input),
    delete: async (regctl, { id }) => {
      await present(regctl.invitations).delete(id);
      return null;
    },
  },
  approvals: {
    list: (regctl) => present(regctl.approvals).list(),
    get: (regctl, { id }) => present(regctl.approvals).get(id),
    approve: (regctl, { id, ...input }) => present(regctl.approvals).approve(id, input),
    reject: (regctl, { id, ...input }) => present(regctl.approvals).reject(id, input),
  },
  approvalRules: {
    list: (regctl) => present(regctl.approvals).rules.list(),
    create: (regctl, input) => present(regctl.approvals).rules.create(input),
    delete: async (regctl, { id }) => {
      await present(regctl.approvals).rules.delete(id);
      return null;
    },
  },
  apiKeys: {
    list: (regctl) => present(regctl.apiKeys).list(),
    create: (regctl, input) => present(regctl.apiKeys).create(input),
    revoke: async (regctl, { id }) => {
      await present(regctl.apiKeys).revoke(id);
      return null;
    },
  },
  audit: {
    list: (regctl, filter) => present(regctl.audit).list(filter),
    verify: (regctl) => present(regctl.audit).verify(),
  },
};

function present<T>(part: T | undefined): T {
  if (part !== undefined) return part;
  throw new RegctlError('MODE_UNSUPPORTED', 'this control plane is for one person', {
    reason: 'it keeps neither members nor an audit log',
    hint: 'regctl server start',
  });
}
