import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Organizations at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'create', 'update', 'delete', 'limits'],
};
