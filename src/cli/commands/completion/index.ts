import type { Group } from '../../command.ts';

export const group: Group = {
  summary: 'Shell completion',
  section: 'tool',
  order: ['bash', 'zsh', 'fish', 'powershell', 'install'],
};
