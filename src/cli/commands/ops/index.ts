import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'What was applied, and what registrars work on',
  section: 'zones',
  aliases: ['operations'],
  order: ['list', 'get', 'wait', 'cancel'],
};
