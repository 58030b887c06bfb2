import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Fallback origin: where custom hostnames lead',
  section: 'domains',
  order: ['get', 'set'],
};
