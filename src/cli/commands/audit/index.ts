import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Who changed what at a control plane',
  section: 'accounts',
  order: ['list', 'get', 'verify'],
};
