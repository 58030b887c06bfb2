import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Delegation: the name servers of a domain',
  section: 'domains',
  order: ['get', 'set', 'reset'],
};
