import type { ApprovalStore } from '../../../ports/approval-store.ts';
import type { AuditStore } from '../../../ports/audit-log.ts';
import type { ApiKeyStore, OrganizationStore } from '../../../ports/identity-store.ts';
import type { LimitStore } from '../../../ports/limit-store.ts';
import type { InvitationStore, MemberStore } from '../../../ports/member-store.ts';
import type { RoleStore } from '../../../ports/role-store.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { createSqlApiKeyStore } from './api-keys.ts';
import { createSqlApprovalStore } from './approvals.ts';
import { createSqlAuditStore } from './audit.ts';
import { createSqlInvitationStore } from './invitations.ts';
import { createSqlLimitStore } from './limits.ts';
import { createSqlMemberStore } from './members.ts';
import { createSqlOrganizationStore } from './organizations.ts';
import { createSqlRoleStore } from './roles.ts';

/** What a control plane keeps of all organizations in one database: who belongs where, and what they may do and have. */
export interface Directory {
  readonly organizations: OrganizationStore;
  readonly roles: RoleStore;
  readonly members: MemberStore;
  readonly invitations: InvitationStore;
  readonly apiKeys: ApiKeyStore;
  readonly limits: LimitStore;
  readonly approvals: ApprovalStore;
  readonly auditEntries: AuditStore;
}

/** Keeps the directory in a SQL database. */
export function createSqlDirectory(database: SqlDatabase): Directory {
  return {
    organizations: createSqlOrganizationStore(database),
    roles: createSqlRoleStore(database),
    members: createSqlMemberStore(database),
    invitations: createSqlInvitationStore(database),
    apiKeys: createSqlApiKeyStore(database),
    limits: createSqlLimitStore(database),
    approvals: createSqlApprovalStore(database),
    auditEntries: createSqlAuditStore(database),
  };
}
