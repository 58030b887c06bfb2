import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'What waits for a second person at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'approve', 'reject'],
};
