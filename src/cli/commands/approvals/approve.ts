import { defineApprovalAnswer } from '../../approval-answer.ts';
import type { AnyCommand } from '../../command.ts';

export const command: AnyCommand = defineApprovalAnswer({
  verb: 'approve',
  state: 'approved',
  summary: 'Let somebody else do it, exactly as it was reviewed',
  example: {
    command: 'regctl approvals approve appr_0mf8k3q2v7h4c2t9',
    does: 'then whoever asked runs the same again',
  },
});
