import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Records of a zone',
  section: 'zones',
  aliases: ['records', 'record'],
  order: ['list', 'get', 'create', 'set', 'update', 'delete', 'wait', 'query', 'import', 'export'],
};
