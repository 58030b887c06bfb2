import type { Group } from '../../command.ts';

export const group: Group = {
  summary: 'Named sets of settings',
  section: 'accounts',
  order: ['list', 'get', 'create', 'use', 'delete'],
};
