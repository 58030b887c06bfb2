import type { Group } from '../../../command-record.ts';

export const group: Group = {
  summary: 'Renewal by the clock: systemd, launchd, Task Scheduler, cron',
  section: 'domains',
  order: ['install', 'status', 'remove'],
};
