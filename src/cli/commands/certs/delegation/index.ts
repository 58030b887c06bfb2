import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Domains whose challenges the control plane answers',
  section: 'domains',
  order: ['list', 'get', 'delete'],
};
