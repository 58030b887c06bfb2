import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Records that other writers own',
  section: 'zones',
  order: ['list', 'claim', 'release'],
};
