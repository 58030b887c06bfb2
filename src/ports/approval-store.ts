import type { Json } from '../core/errors.ts';

export type ApprovalKind = 'plan' | 'purchase';

/** Says what needs a second person. */
export interface ApprovalRule {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** Patterns with `*` for any run of characters. */
  readonly account: string;
  readonly zone: string;
  /** How long a request is open, and an approval good. */
  readonly hours: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** How a request stands. `used`: what it was for was done. */
export type ApprovalState = 'pending' | 'approved' | 'rejected' | 'used' | 'expired';

/** Something that waits for a second person, or had one. */
export interface Approval {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** SHA-256 over all that would be done, in hex: what is approved is this and nothing else. */
  readonly digest: string;
  readonly account: string;
  readonly zone: string;
  /** For people: a plan's id, `register example.dev for 1 year`. */
  readonly subject: string;
  readonly state: ApprovalState;
  readonly requestedBy: string;
  /** The user behind the request; null for a key that is nobody's. */
  readonly requestedUser: string | null;
  /** RFC 3339, UTC. */
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}

/**
 * Keeps what needs a second person.
 *
 * Contract: of one digest at most one request is open, pending or approved: `request` gives that one where there is one, however many ask at the same time.
 * `decide` changes a pending request that has not expired, and never one of the same user; `take` changes an approved one that has not expired to `used`, once;
 * `giveBack` undoes that. Each gives whether it did. What has expired is given as such.
 */
export interface ApprovalStore {
  rules(organization: string): Promise<readonly ApprovalRule[]>;
  addRule(organization: string, rule: ApprovalRule): Promise<void>;
  removeRule(organization: string, id: string): Promise<boolean>;
  list(organization: string, now: string): Promise<readonly Approval[]>;
  get(organization: string, id: string, now: string): Promise<Approval | undefined>;
  /** The open one of a digest, if there is one. */
  open(organization: string, digest: string, now: string): Promise<Approval | undefined>;
  content(id: string): Promise<Json>;
  request(organization: string, approval: Approval, content: Json): Promise<Approval>;
  decide(
    organization: string,
    id: string,
    decision: {
      readonly state: 'approved' | 'rejected';
      readonly by: string;
      readonly user: string;
      readonly at: string;
      readonly reason: string | null;
    },
  ): Promise<boolean>;
  take(organization: string, id: string, at: string): Promise<boolean>;
  giveBack(organization: string, id: string): Promise<void>;
}
