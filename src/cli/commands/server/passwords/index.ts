import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Passwords of people who sign in at a server',
  section: 'tool',
};
