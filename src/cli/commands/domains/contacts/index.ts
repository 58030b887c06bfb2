import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Who holds and runs a domain',
  section: 'domains',
  order: ['get', 'set', 'verify'],
};
