import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Journal of what was applied',
  section: 'zones',
  aliases: ['operations'],
  order: ['list', 'get'],
};
