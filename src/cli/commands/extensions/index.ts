import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Programs on PATH that add commands',
  section: 'tool',
};
