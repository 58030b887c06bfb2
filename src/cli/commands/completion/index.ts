import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Shell completion',
  section: 'tool',
  order: ['bash', 'zsh', 'fish', 'powershell', 'install'],
};
