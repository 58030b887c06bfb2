import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Master files that the control plane made of each day',
  section: 'zones',
  order: ['list', 'get'],
};
