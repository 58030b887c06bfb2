import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Commands of your own, and of the project',
  section: 'accounts',
  aliases: ['aliases'],
  order: ['list', 'set', 'delete', 'trust'],
};
