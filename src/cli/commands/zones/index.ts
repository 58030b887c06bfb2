import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Whole zones: create, copy, check, undo',
  section: 'zones',
  order: [
    'list',
    'get',
    'create',
    'delete',
    'export',
    'import',
    'diff',
    'copy',
    'move',
    'edit',
    'check',
    'history',
    'restore',
    'exports',
    'protect',
    'unprotect',
  ],
};
