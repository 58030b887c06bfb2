import { switchCommand } from '../../../bulk-domains.ts';
import type { AnyCommand } from '../../../command.ts';

export const command: AnyCommand = switchCommand({
  summary: 'Let the registrar renew domains by itself',
  words: 'domains autorenew on',
  action: 'autorenew',
  setting: { action: 'autorenew', on: true },
});
