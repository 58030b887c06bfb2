import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Moves between registrars',
  section: 'domains',
  order: ['start', 'status', 'approve', 'cancel'],
};
