import { switchCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Let domains lapse unless somebody renews them',
  words: 'domains autorenew off',
  action: 'autorenew-off',
  setting: { action: 'autorenew', on: false },
});
