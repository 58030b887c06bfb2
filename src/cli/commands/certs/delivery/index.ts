import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Where certificates are put after each issue',
  section: 'domains',
  aliases: ['deliveries'],
  order: ['list', 'create', 'run', 'delete'],
};
