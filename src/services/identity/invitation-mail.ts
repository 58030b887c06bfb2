import type { Logger } from '../../ports/logger.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { Invitation } from '../../ports/member-store.ts';

/** Where an invitation is from. */
export interface Inviting {
  readonly mailer: Mailer;
  readonly logger: Logger;
  /** Address of the control plane. */
  readonly origin: string;
  readonly organization: string;
}

/** The page of an invitation, below the address of the control plane. */
const INVITATION_PATH = '/invitation';

/** Sends an invitation to whom it is for, with a secret that nobody else gets. Where that fails the inviter still has a token to hand on, so nothing is undone. */
export async function mailInvitation(
  inviting: Inviting,
  invitation: Invitation,
  mailToken: string,
): Promise<void> {
  try {
    await inviting.mailer.send({
      to: invitation.email,
      id: invitation.id,
      subject: `Invitation to ${inviting.organization} at ${new URL(inviting.origin).host}`,
      text: [
        `${invitation.invitedBy} invites you to ${inviting.organization} as ${invitation.role}.`,
        '',
        'To accept, open this page:',
        '',
        `  ${inviting.origin}${INVITATION_PATH}?token=${mailToken}`,
        '',
        `It is good until ${invitation.expiresAt}. Without a browser, who has no login there yet types this, and pastes what stands behind "token=":`,
        '',
        `  regctl invitations accept --host ${inviting.origin}`,
        '',
        'Whoever has the invitation can accept it. If you do not know what this is about, delete this mail.',
        '',
      ].join('\n'),
    });
  } catch (error) {
    inviting.logger.warn('an invitation could not be mailed', {
      invitation: invitation.id,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}
