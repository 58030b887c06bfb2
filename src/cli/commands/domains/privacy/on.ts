import { switchCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Hide the contacts of domains',
  words: 'domains privacy on',
  action: 'privacy',
  setting: { action: 'privacy', on: true },
});
