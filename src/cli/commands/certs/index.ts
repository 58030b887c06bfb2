import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Certificates: issue, renew, download, revoke, check what hosts serve',
  section: 'domains',
  aliases: ['cert', 'certificates'],
  order: ['list', 'get', 'issue', 'renew', 'download', 'revoke', 'check', 'delete', 'delegate', 'verify'],
};
