import type { Group } from '../../command.ts';

export const group: Group = {
  summary: 'Commands of your own',
  section: 'accounts',
  aliases: ['aliases'],
  order: ['list', 'set', 'delete'],
};
