import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Who belongs to an organization at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'update', 'delete'],
};
