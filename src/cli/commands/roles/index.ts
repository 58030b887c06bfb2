import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'What members and invited people may do at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'create', 'update', 'delete'],
};
