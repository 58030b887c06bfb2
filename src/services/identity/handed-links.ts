import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import type { Clock } from '../../ports/clock.ts';
import type { InvitationStore } from '../../ports/member-store.ts';
import type { MailedLinkStore } from '../../ports/mailed-link-store.ts';
import type { Memberships } from '../../ports/permissions.ts';
import type { Random } from '../../ports/random.ts';
import { PASSWORD_LINK_PATH } from './mailed-links.ts';
import { makeToken } from './token.ts';

/** Milliseconds that a link is good for: as long as it takes to hand it over. */
const GOOD_MS = 60 * 60_000;
/** Links that one person has at a time. */
const MAX_LINKS = 3;

export interface HandedLinkDeps {
  readonly links: Pick<MailedLinkStore, 'add' | 'mayHavePassword'>;
  readonly invitations: Pick<InvitationStore, 'userByEmail'>;
  readonly memberships: Pick<Memberships, 'organizationsOf'>;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  /** Address of the control plane. */
  readonly origin: string;
}

/** A link by which a person sets a password. */
export interface HandedLink {
  readonly email: string;
  readonly link: string;
  /** RFC 3339, UTC. */
  readonly expiresAt: string;
}

/**
 * Makes a link by which a person sets a password, for the operator to hand over: of use where no mail is sent to who has a passkey or a key and no password. It
 * stands in the audit log of each of their organizations before it is there.
 *
 * @throws RegctlError `NOT_FOUND`, `CONFLICT` for who signs in by an outside issuer alone, or has links already
 */
export async function handPasswordLink(deps: HandedLinkDeps, address: string): Promise<HandedLink> {
  const email = address.trim().toLowerCase();
  const user = await deps.invitations.userByEmail(email);
  if (user === undefined) {
    throw new RegctlError('NOT_FOUND', `nobody has the address ${email} here`, {
      reason: 'who was invited is there once they accepted',
      hint: 'regctl members list',
    });
  }
  if (!(await deps.links.mayHavePassword(user.id))) {
    throw new RegctlError('CONFLICT', `no link was made for ${email}`, {
      reason: 'they sign in by an outside issuer alone, which a password would pass by',
      hint: 'let the issuer let them in again',
    });
  }
  const now = deps.clock.now();
  for (const { id } of await deps.memberships.organizationsOf(user.id))
    await deps.audit.append({
      organization: id,
      actor: 'operator of the server',
      source: null,
      requestId: makeId('req', now, deps.random.bytes(7)),
      action: 'password.link',
      outcome: 'done',
      code: null,
      details: { user: user.id, email: user.email },
    });
  const { token, hash } = makeToken('rgl', deps.random);
  const expiresAt = new Date(now.getTime() + GOOD_MS).toISOString();
  const link = { hash, kind: 'handed' as const, user: user.id, email: user.email, expiresAt };
  if (!(await deps.links.add({ ...link, createdAt: now.toISOString() }, MAX_LINKS))) {
    throw new RegctlError('CONFLICT', `no link was made for ${email}`, {
      reason: `${String(MAX_LINKS)} that were made within the hour are good still`,
      hint: 'hand one of them over, or wait until they end',
    });
  }
  return { email: user.email, link: `${deps.origin}${PASSWORD_LINK_PATH}?token=${token}`, expiresAt };
}
