import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'What was applied, what registrars work on, and what runs in the background',
  section: 'zones',
  aliases: ['operations'],
  order: ['list', 'get', 'wait', 'cancel', 'retry', 'dead-letters'],
};
