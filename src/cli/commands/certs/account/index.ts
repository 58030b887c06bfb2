import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'ACME accounts, one for each CA',
  section: 'domains',
  order: ['list', 'get', 'create', 'update', 'roll-key', 'delete'],
};
