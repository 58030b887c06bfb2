import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Keys of the vault of a server',
  section: 'tool',
};
