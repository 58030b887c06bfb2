import type { ResourceRule } from '../core/access.ts';
import type { ApiKey, User } from './identity-store.ts';
import type { Member } from './permissions.ts';

/** A member with what is kept of it. */
export interface MemberDetail extends Member {
  /** The zones that it is bound to, besides those of its role; null for none in particular. */
  readonly within: readonly ResourceRule[] | null;
  /** RFC 3339, UTC. */
  readonly joinedAt: string;
}

/** What came of a change to a member: an organization keeps its last owner. */
export type MemberChange = 'done' | 'missing' | 'last-owner';

/**
 * Keeps the members of organizations.
 *
 * Contract: `update` and `remove` of the last owner change nothing, whoever else is changed at the same moment; `remove` ends the keys of the member too.
 */
export interface MemberStore {
  list(organization: string): Promise<readonly MemberDetail[]>;
  get(organization: string, user: string): Promise<MemberDetail | undefined>;
  update(organization: string, member: Pick<MemberDetail, 'user' | 'role' | 'within'>): Promise<MemberChange>;
  remove(organization: string, user: string, at: string): Promise<MemberChange>;
}

/** Asks somebody into an organization. Its token is shown once, or mailed. */
export interface Invitation {
  readonly id: string;
  readonly organization: string;
  /** In small letters. */
  readonly email: string;
  readonly role: string;
  readonly within: readonly ResourceRule[] | null;
  readonly invitedBy: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly acceptedAt: string | null;
}

/**
 * Keeps invitations with the SHA-256 of the token of each.
 *
 * Contract: `create` gives false where members and open invitations together would be more than `most`; `remove` gives false for what is not there or was
 * accepted. `accept` spends the token and makes the user, where there is none of that address, the member and its first key, all or nothing; false where the
 * token is unknown, spent or expired. `ALREADY_EXISTS` for who is a member already.
 */
export interface InvitationStore {
  list(organization: string): Promise<readonly Invitation[]>;
  get(organization: string, id: string): Promise<Invitation | undefined>;
  create(invitation: Invitation, tokenHash: string, most: number | null): Promise<boolean>;
  remove(organization: string, id: string): Promise<boolean>;
  findByToken(tokenHash: string): Promise<Invitation | undefined>;
  userByEmail(email: string): Promise<User | undefined>;
  accept(
    tokenHash: string,
    made: {
      readonly invitation: Invitation;
      readonly user: User;
      readonly key: ApiKey;
      readonly keyHash: string;
      readonly at: string;
    },
  ): Promise<boolean>;
}
