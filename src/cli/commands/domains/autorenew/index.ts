import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Renewal by the registrar',
  section: 'domains',
  order: ['on', 'off'],
};
