import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Hidden contacts',
  section: 'domains',
  order: ['on', 'off'],
};
