import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Programs that add commands',
  section: 'tool',
  aliases: ['extension'],
  order: ['list', 'install', 'upgrade', 'remove'],
};
