import type { Within } from '../core/access.ts';
import type { AuditEntry } from '../ports/audit-log.ts';
import type { Approval, ApprovalRule } from '../ports/approval-store.ts';
import type { ApiKey, Organization } from '../ports/identity-store.ts';
import type { Limits, UsedOfLimits } from '../ports/limit-store.ts';
import type { Invitation, MemberDetail } from '../ports/member-store.ts';
import type { Role } from '../ports/role-store.ts';
import type { ApprovalDetail, NewApprovalRule } from '../services/approvals/decide.ts';
import type { ChainReport } from '../services/audit/chain.ts';
import type { CreatedApiKey, NewApiKey } from '../services/identity/api-keys.ts';
import type { CreatedInvitation, NewInvitation } from '../services/identity/invitations.ts';
import type { UpdateMember } from '../services/identity/members.ts';
import type { CreatedOrganization } from '../services/identity/organizations.ts';
import type { NewRole } from '../services/identity/roles.ts';

export type {
  ApiKey,
  Approval,
  ApprovalDetail,
  ApprovalRule,
  AuditEntry,
  ChainReport,
  CreatedApiKey,
  CreatedInvitation,
  CreatedOrganization,
  Invitation,
  MemberDetail,
  NewApiKey,
  NewApprovalRule,
  NewInvitation,
  NewRole,
  Organization,
  Role,
  UpdateMember,
};

/** Who the control plane takes the caller for. */
export interface Session {
  readonly organization: { readonly id: string; readonly name: string };
  readonly actor: string;
  readonly scopes: readonly string[];
  readonly within: Within;
}

export interface SessionOperations {
  /** @throws RegctlError `NOT_LOGGED_IN` */
  get(): Promise<Session>;
}

/** Keys for programs. */
export interface ApiKeyOperations {
  list(): Promise<readonly ApiKey[]>;
  /** The token of the result is shown this once. @throws RegctlError `PERMISSION_MISSING`, `INVALID_INPUT` */
  create(input: NewApiKey): Promise<CreatedApiKey>;
  /** Ends a key at once. @throws RegctlError `NOT_FOUND` */
  revoke(id: string): Promise<void>;
}

/** What the organization may have, and what it has. */
export interface OrganizationLimits {
  readonly limits: Limits;
  readonly used: UsedOfLimits;
  /** The names that are taken, in order. */
  readonly domains: readonly string[];
}

/** Organizations of the caller. What names none is about the one that the login is for. */
export interface OrganizationOperations {
  list(): Promise<readonly Organization[]>;
  /** @param which - id or slug. @throws RegctlError `NOT_FOUND` */
  get(which: string): Promise<Organization>;
  /** The token of the result, the key of its owner, is shown this once. */
  create(input: { readonly name: string }): Promise<CreatedOrganization>;
  update(input: { readonly name: string }): Promise<Organization>;
  /** @throws RegctlError `CONFIRMATION_REQUIRED`, `CONFLICT` while accounts are connected */
  delete(input: { readonly confirm: string }): Promise<void>;
  limits(): Promise<OrganizationLimits>;
}

/** Role templates: those that every organization has, and its own. Nobody makes one that holds more than they may do. */
export interface RoleOperations {
  list(): Promise<readonly Role[]>;
  /** @throws RegctlError `NOT_FOUND`, in every call that names one */
  get(name: string): Promise<Role>;
  create(input: NewRole): Promise<Role>;
  /** What is not given stays; it acts on the next request of whoever has the role. */
  update(name: string, input: Partial<Omit<NewRole, 'name'>>): Promise<Role>;
  /** @throws RegctlError `CONFLICT` where somebody has it */
  delete(name: string): Promise<void>;
}

/** Members, each by id or e-mail address. The last owner stays. */
export interface MemberOperations {
  list(): Promise<readonly MemberDetail[]>;
  get(who: string): Promise<MemberDetail>;
  update(who: string, input: UpdateMember): Promise<MemberDetail>;
  remove(who: string): Promise<MemberDetail>;
}

export interface InvitationOperations {
  list(): Promise<readonly Invitation[]>;
  get(id: string): Promise<Invitation>;
  /** The token of the result is shown this once. @throws RegctlError `LIMIT_REACHED`, `PERMISSION_MISSING` */
  create(input: NewInvitation): Promise<CreatedInvitation>;
  delete(id: string): Promise<void>;
}

/** What waits for a second person: plans and purchases, where a rule of the organization says so. */
export interface ApprovalOperations {
  list(): Promise<readonly Approval[]>;
  /** @throws RegctlError `NOT_FOUND`, in every call that names one */
  get(id: string): Promise<ApprovalDetail>;
  /** @throws RegctlError `PERMISSION_MISSING` for who asked for it, `CONFLICT` for what is open no more */
  approve(id: string, input: { readonly reason?: string }): Promise<Approval>;
  reject(id: string, input: { readonly reason?: string }): Promise<Approval>;
  readonly rules: {
    list(): Promise<readonly ApprovalRule[]>;
    create(input: NewApprovalRule): Promise<ApprovalRule>;
    delete(id: string): Promise<void>;
  };
}

/** What was done in the organization, and by whom. */
export interface AuditOperations {
  /** Entries behind a sequence number, the oldest first. */
  list(filter: { readonly after: number; readonly limit: number }): Promise<readonly AuditEntry[]>;
  /** Follows the whole chain of digests. */
  verify(): Promise<ChainReport>;
}

/** What a control plane for several people can do besides; absent where one person works straight against providers. */
export interface OrganizationPart {
  readonly session?: SessionOperations;
  readonly organizations?: OrganizationOperations;
  readonly roles?: RoleOperations;
  readonly members?: MemberOperations;
  readonly invitations?: InvitationOperations;
  readonly approvals?: ApprovalOperations;
  readonly apiKeys?: ApiKeyOperations;
  readonly audit?: AuditOperations;
}
