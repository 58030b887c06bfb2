import type { Group } from '../../command-record.ts';

export const group: Group = {
  summary: 'Registrations: find, price, buy, renew, move, delegate, sign',
  section: 'domains',
  order: [
    'list',
    'get',
    'expiring',
    'search',
    'check',
    'price',
    'register',
    'renew',
    'auth-code',
    'lock',
    'unlock',
    'adopt',
  ],
};
