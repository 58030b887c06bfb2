import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Logins at a control plane',
  section: 'accounts',
  order: ['login', 'status', 'token', 'refresh', 'switch', 'logout'],
};
