import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Answers to challenges at a target, for other ACME clients',
  section: 'domains',
  order: ['set', 'unset'],
};
