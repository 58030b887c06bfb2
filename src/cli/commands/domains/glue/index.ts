import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Host records: addresses of name servers inside the domain',
  section: 'domains',
  order: ['list', 'set', 'delete'],
};
