import type { ResourceRule } from '../core/access.ts';

/** A role template: what whoever has it may do. */
export interface Role {
  /** Unique in its organization. */
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  /** The zones that it is bound to; null for all. */
  readonly within: readonly ResourceRule[] | null;
  /** Whether every organization has it and nobody can change it. */
  readonly builtIn: boolean;
}

/** What is kept of a member's permissions: the role by name, what an own role of that name says, and what the member is bound to besides. */
export interface KeptGrant {
  readonly role: string;
  readonly ownRole: Role | null;
  readonly within: readonly ResourceRule[] | null;
}

/**
 * Keeps the roles that organizations made, and what members are bound to.
 *
 * Contract: `create` of a name that is there throws `ALREADY_EXISTS`; `update` and `remove` give false for what is not there, and `remove` gives `in-use`
 * where a member or an open invitation has it; nothing is read before it is written.
 */
export interface RoleStore {
  list(organization: string): Promise<readonly Role[]>;
  get(organization: string, name: string): Promise<Role | undefined>;
  create(organization: string, role: Role): Promise<void>;
  update(organization: string, role: Role): Promise<boolean>;
  remove(organization: string, name: string): Promise<boolean | 'in-use'>;
  grantOf(organization: string, user: string): Promise<KeptGrant | undefined>;
}
