import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Provider accounts: where your zones are',
  section: 'accounts',
  order: ['list', 'get', 'add', 'update', 'remove', 'test', 'capabilities'],
};
