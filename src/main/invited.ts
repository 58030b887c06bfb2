import { systemClock } from '../adapters/clock.ts';
import { systemRandom } from '../adapters/random.ts';
import { createSqlMailedLinkStore } from '../adapters/stores/sql/mailed-links.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { IdentityDeps } from '../server/identity-deps.ts';
import type { InvitedDeps } from '../server/invited.ts';
import {
  acceptSignedIn,
  acceptWithPassword,
  openInvitation,
} from '../services/identity/accept-invitation.ts';
import type { InvitationDeps } from '../services/identity/invitations.ts';
import {
  mailAddressLink,
  mailPasswordLink,
  requireMailer,
  setPasswordByLink,
  verifyByLink,
} from '../services/identity/mailed-links.ts';

/** Joins invitations and mailed links with the pages for them. */
export function openInvited(
  deps: InvitationDeps,
  options: {
    readonly database: SqlDatabase;
    readonly mailer: Mailer | undefined;
    readonly origin: () => string;
    readonly provider: IdentityDeps['provider'];
  },
): InvitedDeps {
  const { mailer, origin, provider } = options;
  const links = createSqlMailedLinkStore(options.database);
  const { invitations } = deps;
  const linkDeps = { links, invitations, clock: systemClock, random: systemRandom, mailer, origin };
  return {
    openInvitation: (token) => openInvitation(deps, token),
    acceptWithPassword: (input) => acceptWithPassword(deps, input),
    acceptSignedIn: (input) => acceptSignedIn(deps, input),
    requireMail: (what) => void requireMailer(linkDeps, what),
    mailPasswordLink: (email) => mailPasswordLink(linkDeps, email),
    mailAddressLink: (user) => mailAddressLink(linkDeps, user),
    setPasswordByLink: (token, password) =>
      setPasswordByLink(linkDeps, token, (user) => provider.setPassword(user, password)),
    verifyByLink: (token, signedIn) => verifyByLink(linkDeps, token, signedIn),
  };
}
