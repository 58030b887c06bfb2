import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'regctl for agents, by the Model Context Protocol',
  section: 'tool',
  order: ['serve', 'tools'],
};
