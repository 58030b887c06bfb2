import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Certificate authorities',
  section: 'domains',
  order: ['list', 'get', 'create', 'export', 'trust', 'untrust'],
};
