import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'What needs a second person',
  section: 'accounts',
  order: ['list', 'create', 'delete'],
};
