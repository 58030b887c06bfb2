import type {
  AcceptAnswer,
  AcceptRequest,
  SetupAnswer,
  SetupRequest,
} from '../control-plane/contract/setup.ts';
import type { ControlPlane } from '../control-plane/index.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Authenticator, Principal } from '../ports/authenticator.ts';
import type { DigestText } from '../ports/digest.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import type { Logger } from '../ports/logger.ts';
import type { SeenRequest } from '../ports/observer.ts';
import type { RequestAllowance, RequestLimiter } from '../ports/request-limiter.ts';
import type { Respond } from './answer.ts';
import type { ConnectionDeps } from './connections.ts';
import type { IdentityDeps } from './identity-deps.ts';
import type { InvitedDeps } from './invited.ts';
import type { SeenThroughDeps } from './seen-through.ts';

/** Requests a minute. */
export interface RequestLimits {
  /** From one address, before it is known who asks. */
  readonly address: number;
  /** From one address with tokens that nobody has. */
  readonly wrongTokens: number;
  /** Of one organization that was given no other number. */
  readonly organization: number;
}

export const DEFAULT_LIMITS: Omit<RequestLimits, 'organization'> = { address: 3_000, wrongTokens: 30 };

/** All that the app is made of; a composition root hands it over. */
export interface ServerDeps {
  readonly version: string;
  readonly authenticator: Authenticator;
  readonly audit: AuditLog;
  readonly limiter: RequestLimiter;
  readonly limits: Omit<RequestLimits, 'organization'>;
  /** Requests a minute of one organization. */
  requestsPerMinute(organization: string): Promise<number>;
  /** Origins whose pages may ask; none where there is no list. */
  readonly corsOrigins: readonly string[];
  readonly idempotency: IdempotencyStore;
  readonly logger: Logger;
  /** The control plane of the principal's organization, acting in its name. */
  controlPlane(principal: Principal): Promise<ControlPlane>;
  /** Spends a setup token. @throws RegctlError `NOT_LOGGED_IN` */
  setUp(input: SetupRequest): Promise<SetupAnswer>;
  /** Spends the token of an invitation. @throws RegctlError `NOT_LOGGED_IN`, `ALREADY_EXISTS` */
  acceptInvitation(input: AcceptRequest): Promise<AcceptAnswer>;
  /** Invitations and mailed links, as the pages need them. */
  readonly invited: InvitedDeps;
  /** Accounts that people connect by granting access to them. */
  readonly connections: ConnectionDeps;
  /** Where people sign in and let programs in. */
  readonly identity: IdentityDeps;
  /** @throws when the server cannot do its work */
  ready(): Promise<void>;
  /** Told of each request that was answered. */
  readonly onRequest?: (seen: SeenRequest) => void;
  /** The address that a request came from, as far as the surroundings can be believed. */
  addressOf(request: Request, surroundings: unknown): string;
  newId(): string;
  readonly digest: DigestText;
  readonly respond?: Respond;
  /** Whether the app is made anew for each request, as where nothing may be kept for the next. */
  readonly isForOneCall?: boolean;
  /** What calls need that go on when their callers are gone; absent where there are none. */
  readonly seenThrough?: SeenThroughDeps;
  /** Keeps the runtime at work until what was begun has ended, though its client is gone; a process needs no such thing. */
  readonly outlive?: (work: Promise<unknown>) => void;
}

/** What the layers of one request hand to each other. */
export interface RequestVariables {
  requestId: string;
  address: string;
  principal: Principal;
  /** What is left of the requests that were counted last. */
  allowance: RequestAllowance | undefined;
}
