import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Keys for programs at a control plane',
  section: 'accounts',
  order: ['list', 'create', 'delete'],
};
