import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Run a control plane of your own',
  section: 'tool',
  order: ['start', 'migrate', 'backup', 'restore', 'doctor', 'limits'],
};
