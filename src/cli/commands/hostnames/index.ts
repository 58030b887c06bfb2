import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Custom hostnames: names of customers that a zone of yours serves (Cloudflare for SaaS)',
  section: 'domains',
  order: ['list', 'get', 'create', 'refresh', 'check', 'delete'],
};
