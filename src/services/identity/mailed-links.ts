import { RegctlError } from '../../core/errors.ts';
import { makeId } from '../../core/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { InvitationStore } from '../../ports/member-store.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { MailedLinkKind, MailedLinkStore } from '../../ports/mailed-link-store.ts';
import type { Random } from '../../ports/random.ts';
import { makeToken, readToken } from './token.ts';

/** Milliseconds that a mailed link is good for: long enough for a slow mail, short enough for a mailbox that is open somewhere. */
const GOOD_MS = 30 * 60_000;
/** Links of one kind that one person has at a time, so that nobody's mailbox is filled. */
const MAX_LINKS = 3;

export interface MailedLinkDeps {
  readonly links: MailedLinkStore;
  readonly invitations: Pick<InvitationStore, 'userByEmail'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Undefined where the server sends no mail. */
  readonly mailer: Mailer | undefined;
  /** Address of the control plane. */
  readonly origin: () => string;
}

/** Pages that mailed links lead to. */
export const PASSWORD_LINK_PATH = '/password/new';
const ADDRESS_LINK_PATH = '/address';

/** Refuses what needs mail where there is none, whoever asks. @throws RegctlError `CAPABILITY_MISSING` */
export function requireMailer({ mailer }: Pick<MailedLinkDeps, 'mailer'>, what: string): Mailer {
  if (mailer !== undefined) return mailer;
  throw new RegctlError('CAPABILITY_MISSING', `${what} cannot be done here`, {
    reason: 'it takes a mailed link, and this server sends no mail',
    hint: 'the operator of the server sets smtpUrl (REGCTL_SERVER_SMTP_URL), on Workers MAIL_API_KEY',
  });
}

/** Mails a link to set another password, where somebody has the address and signs in with a password. Tells nothing of whether that is so. */
export async function mailPasswordLink(deps: MailedLinkDeps, email: string): Promise<void> {
  const user = await deps.invitations.userByEmail(email);
  if (user === undefined || !(await deps.links.mayHavePassword(user.id))) return;
  await mailLink(deps, 'password', user, {
    path: PASSWORD_LINK_PATH,
    subject: 'Set another password',
    what: 'Somebody, hopefully you, asks to set another password for this address.',
    otherwise: 'If that was not you, delete this mail: nothing changes without the link.',
  });
}

/** Mails a link to prove an address to who is signed in with it. */
export async function mailAddressLink(
  deps: MailedLinkDeps,
  user: { readonly id: string; readonly email: string },
): Promise<void> {
  await mailLink(deps, 'address', user, {
    path: ADDRESS_LINK_PATH,
    subject: 'Verify your address',
    what: 'Somebody who is signed in with this address asks to have it verified.',
    otherwise:
      'If that was not you, delete this mail, and take the address back by setting another password at the sign-in page.',
  });
}

async function mailLink(
  deps: MailedLinkDeps,
  kind: MailedLinkKind,
  user: { readonly id: string; readonly email: string },
  words: {
    readonly path: string;
    readonly subject: string;
    readonly what: string;
    readonly otherwise: string;
  },
): Promise<void> {
  const mailer = requireMailer(deps, words.subject.toLowerCase());
  const { token, hash } = makeToken('rgl', deps.random);
  const now = deps.clock.now();
  const createdAt = now.toISOString();
  const expiresAt = new Date(now.getTime() + GOOD_MS).toISOString();
  const link = { hash, kind, user: user.id, email: user.email, createdAt, expiresAt };
  if (!(await deps.links.add(link, MAX_LINKS))) return;
  await mailer.send({
    to: user.email,
    id: makeId('mail', now, deps.random.bytes(7)),
    subject: `${words.subject} at ${new URL(deps.origin()).host}`,
    text: [
      words.what,
      '',
      `  ${deps.origin()}${words.path}?token=${token}`,
      '',
      `The link is good once, until ${expiresAt}.`,
      words.otherwise,
      '',
    ].join('\n'),
  });
}

/** Tells whose a link is without spending it. @throws RegctlError `NOT_LOGGED_IN` */
async function findLink(
  { links, clock }: Pick<MailedLinkDeps, 'links' | 'clock'>,
  kind: MailedLinkKind,
  token: string,
): Promise<string> {
  const read = readToken('rgl', token);
  const user = read && (await links.find(kind, read.hash, clock.now().toISOString()));
  if (user === undefined) throw refused();
  return user;
}

/**
 * Sets a password by a link, once; all sessions end. Of an address that nobody had proven before, all that was set up for it is undone by a mailed link: it may
 * have been done by somebody who had no right to it. A link that the operator handed over proves no address and undoes nothing.
 *
 * @throws RegctlError `NOT_LOGGED_IN`
 */
export async function setPasswordByLink(
  { links, clock }: Pick<MailedLinkDeps, 'links' | 'clock'>,
  token: string,
  setPassword: (user: string) => Promise<void>,
): Promise<{ readonly user: string; readonly by: 'mailed link' | 'link of the operator' }> {
  const read = readToken('rgl', token);
  const at = clock.now().toISOString();
  const mailedTo = read && (await links.spend('password', read.hash, at));
  const user = mailedTo ?? (read && (await links.spend('handed', read.hash, at)));
  if (user === undefined) throw refused();
  if (mailedTo !== undefined && !(await links.isTheirs(user)))
    await links.verify(user, at, { endWays: true, endKeys: true });
  await setPassword(user);
  // Who was in may have let a program in that did not come for its tokens yet.
  await links.endPending(user);
  return { user, by: mailedTo === undefined ? 'link of the operator' : 'mailed link' };
}

/** Proves the address of who is signed in by a link that was mailed there, once. @throws RegctlError `NOT_LOGGED_IN`, `PERMISSION_MISSING` for a link of somebody else */
export async function verifyByLink(
  deps: Pick<MailedLinkDeps, 'links' | 'clock'>,
  token: string,
  signedIn: string,
): Promise<void> {
  if ((await findLink(deps, 'address', token)) !== signedIn) {
    throw new RegctlError('PERMISSION_MISSING', 'the link is for somebody else', {
      reason: 'you are signed in with another address',
      hint: 'sign out, and in with the address that the mail went to',
    });
  }
  const at = deps.clock.now().toISOString();
  const read = readToken('rgl', token);
  if (read === undefined || (await deps.links.spend('address', read.hash, at)) === undefined) throw refused();
  await deps.links.verify(signedIn, at);
}

function refused(): RegctlError {
  return new RegctlError('NOT_LOGGED_IN', 'the link is not good', {
    reason: 'it is unknown, expired or was used already',
    hint: 'ask for another one',
  });
}
