import { switchCommand } from '../../bulk-domains.ts';
import type { AnyCommand } from '../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Lock domains against a transfer away',
  words: 'domains lock',
  action: 'lock',
  setting: { action: 'lock', on: true },
});
