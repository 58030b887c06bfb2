import { switchCommand } from '../../bulk-domains.ts';
import type { AnyCommand } from '../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Take the lock against a transfer off',
  words: 'domains unlock',
  action: 'unlock',
  setting: { action: 'lock', on: false },
});
