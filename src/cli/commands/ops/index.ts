import type { Group } from '../../command.ts';

export const group: Group = {
  summary: 'Journal of what was applied',
  section: 'zones',
  aliases: ['operations'],
  order: ['list', 'get'],
};
