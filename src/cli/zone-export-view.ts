import type { OutputField } from './command-record.ts';

export const ZONE_EXPORT_FIELDS: readonly OutputField[] = [
  { name: 'zone', description: 'zone' },
  { name: 'account', description: 'provider account' },
  { name: 'day', description: 'day that it is of, UTC' },
  { name: 'octets', description: 'size of the master file' },
  { name: 'id', description: 'tells it from others' },
];
