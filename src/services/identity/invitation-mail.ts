import type { Logger } from '../../ports/logger.ts';
import type { Mailer } from '../../ports/mailer.ts';
import type { CreatedInvitation } from './invitations.ts';

/** Where an invitation is from. */
export interface Inviting {
  readonly mailer: Mailer;
  readonly logger: Logger;
  /** Address of the control plane. */
  readonly origin: string;
  readonly organization: string;
}

/** Sends an invitation to whom it is for. Where that fails the inviter still has the token to hand on, so nothing is undone. */
export async function mailInvitation(inviting: Inviting, invitation: CreatedInvitation): Promise<void> {
  try {
    await inviting.mailer.send({
      to: invitation.email,
      id: invitation.id,
      subject: `Invitation to ${inviting.organization} at ${new URL(inviting.origin).host}`,
      text: [
        `${invitation.invitedBy} invites you to ${inviting.organization} as ${invitation.role}.`,
        '',
        `  control plane  ${inviting.origin}`,
        `  invitation     ${invitation.token}`,
        `  good until     ${invitation.expiresAt}`,
        '',
        'To accept, type this and paste the invitation when you are asked for it:',
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
