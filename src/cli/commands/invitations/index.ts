import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Ask people into an organization at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'create', 'delete', 'accept'],
};
