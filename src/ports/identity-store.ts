import type { ResourceRule } from '../core/access.ts';
import type { NewQueuedJob } from './job-queue.ts';

/** A key of an organization, for programs. The key itself is shown once and kept nowhere. */
export interface ApiKey {
  readonly id: string;
  readonly organization: string;
  /** Whose it is; null for one that is nobody's. */
  readonly user: string | null;
  readonly name: string;
  /** The first characters, by which it is found and recognised. */
  readonly prefix: string;
  readonly scopes: readonly string[];
  /** The zones and accounts that it is bound to; null for none in particular. */
  readonly within: readonly ResourceRule[] | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

/**
 * Keeps API keys with the SHA-256 of each. `find` goes by the prefix alone and gives revoked and expired ones too; `revoke` of one that is not there, or was
 * revoked, gives false.
 */
export interface ApiKeyStore {
  create(key: ApiKey, hash: string): Promise<void>;
  find(prefix: string): Promise<{ readonly key: ApiKey; readonly hash: string } | undefined>;
  list(organization: string): Promise<readonly ApiKey[]>;
  revoke(organization: string, id: string, at: string): Promise<boolean>;
  touch(id: string, at: string): Promise<void>;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  /** In addresses: small letters, digits, `-`. */
  readonly slug: string;
  readonly createdAt: string;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly createdAt: string;
}

/** Whom a setup token made the owner. */
export interface FirstOwner {
  readonly id: string;
  readonly email: string;
}

/**
 * Keeps organizations and users. `remove` takes along, all or nothing, what is kept of it beside its own stores: members, roles, keys, secrets, webhooks, jobs;
 * the audit log stays, and so do the labels of its delegations, which nobody else must ever have. It and `rename` give false for what is not there. `setUp` spends a setup token and makes the first organization with its owner and key, all or nothing; false where the token
 * is unknown or spent.
 */
export interface OrganizationStore {
  get(id: string): Promise<Organization | undefined>;
  list(): Promise<readonly Organization[]>;
  /** Those that a user belongs to. */
  listOf(user: string): Promise<readonly Organization[]>;
  /** Makes one with its owner and the owner's first key, all or nothing. */
  create(
    organization: Organization,
    owner: { readonly user: string; readonly key: ApiKey; readonly keyHash: string },
  ): Promise<void>;
  rename(id: string, name: string): Promise<boolean>;
  /** @param then - a job that is sent in the same write */
  remove(id: string, then: NewQueuedJob & { readonly id: string }, at: Date): Promise<boolean>;
  addSetupToken(hash: string, at: string): Promise<void>;
  setUp(
    tokenHash: string,
    made: {
      readonly organization: Organization;
      readonly owner: User;
      readonly key: ApiKey;
      readonly keyHash: string;
    },
  ): Promise<boolean>;
  /** Lets a setup token that was spent after `since` set the owner's first password, once. @returns the owner */
  claimFirstPassword(tokenHash: string, since: string, at: string): Promise<FirstOwner | undefined>;
}
