import { switchCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Show the contacts of domains to everybody',
  words: 'domains privacy off',
  action: 'privacy-off',
  setting: { action: 'privacy', on: false },
});
