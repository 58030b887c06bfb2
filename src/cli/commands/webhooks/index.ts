import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Addresses that a control plane tells what happens',
  section: 'accounts',
  order: ['list', 'get', 'create', 'update', 'delete', 'test', 'deliveries', 'replay'],
};
