import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Named sets of settings',
  section: 'accounts',
  order: ['list', 'get', 'create', 'use', 'delete'],
};
