import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'DS at the registry, in step with the keys of the zone',
  section: 'domains',
  order: ['get', 'enable', 'disable', 'sync'],
};
