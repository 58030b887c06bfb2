import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Settings of this user',
  section: 'accounts',
  order: ['list', 'get', 'set', 'unset', 'edit', 'path'],
};
