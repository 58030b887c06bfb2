import { defineApprovalAnswer } from '../../approval-answer.ts';
import type { AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineApprovalAnswer({
  verb: 'reject',
  state: 'rejected',
  summary: 'Keep somebody else from doing it',
  example: { command: 'regctl approvals reject appr_0mf8k3q2v7h4c2t9', does: 'they must ask anew' },
});
