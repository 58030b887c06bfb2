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

/** An invitation that was found by one of its two secrets. */
export interface FoundInvitation extends Invitation {
  /** By which: the one that went by mail, so that who has it reads the mail of that address, or the one that whoever invites was shown. */
  readonly mailed: boolean;
}

/** A user, and whether the address was proven to be theirs. */
export interface KnownUser extends User {
  readonly emailVerified: boolean;
}

/** What becomes of an invitation that is accepted. */
export interface Acceptance {
  readonly invitation: FoundInvitation;
  readonly user: User;
  /** Whether the user is to be made; one who is there already gets neither a key nor a password. */
  readonly made: { readonly passwordHash: string | null } | null;
  readonly key: { readonly key: ApiKey; readonly hash: string } | null;
  readonly at: string;
}

/**
 * Keeps invitations with the SHA-256 of both secrets of each.
 *
 * Contract: `create` gives false where members and open invitations together would be more than `most`; `remove` gives false for what is not there or was
 * accepted. `accept` spends both secrets, makes the user where that is asked for, the member and the key, all or nothing, and takes the address as verified
 * where the secret was mailed; false where the secret is unknown, spent or expired. `ALREADY_EXISTS` for who is a member already, and for a user to be made
 * whose address somebody has.
 */
export interface InvitationStore {
  list(organization: string): Promise<readonly Invitation[]>;
  get(organization: string, id: string): Promise<Invitation | undefined>;
  create(
    invitation: Invitation,
    hashes: { readonly shown: string; readonly mailed: string },
    most: number | null,
  ): Promise<boolean>;
  remove(organization: string, id: string): Promise<boolean>;
  findByToken(tokenHash: string): Promise<FoundInvitation | undefined>;
  userByEmail(email: string): Promise<KnownUser | undefined>;
  accept(tokenHash: string, acceptance: Acceptance): Promise<boolean>;
}
