import { parseDomainName } from '../../../core/names.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { jobRow } from '../../domain-view.ts';
import { text, type Row } from '../../output/view.ts';
import { joinFields, OPERATION_FIELDS, OPERATION_JOB_FIELDS, operationRow } from '../../operation-view.ts';
import { TASK_FIELDS, taskRow } from '../../task-view.ts';

const DEFAULT_LIMIT = 50;

export const command: AnyCommand = defineCommand({
  summary: 'List what was applied to zones, asked of registrars and done in the background, newest first',
  examples: [
    { command: 'regctl ops list --zone example.org', does: 'of one zone or domain' },
    { command: 'regctl ops list --filter status=running', does: 'what is under way' },
  ],
  args: [],
  flags: {
    zone: { type: 'string', value: 'ZONE', completes: 'zone', description: 'only this zone or domain' },
  },
  fields: joinFields(OPERATION_FIELDS, OPERATION_JOB_FIELDS, TASK_FIELDS),
  writes: false,
  run: async (context, { flags }) => {
    const account = (await context.settings()).get('account');
    const { operations, jobs, tasks } = await context.controlPlane();
    const limit = typeof context.flags.limit === 'number' ? context.flags.limit : DEFAULT_LIMIT;
    const name = flags.zone === undefined ? undefined : parseDomainName(flags.zone);
    const byAccount = account === undefined ? {} : { account };
    const [applied, asked, worked] = await Promise.all([
      operations.list({ limit, ...byAccount, ...(name === undefined ? {} : { zone: name }) }),
      jobs.list({ limit, ...byAccount, ...(name === undefined ? {} : { domain: name }) }),
      account === undefined ? (tasks?.list({ limit }) ?? []) : [],
    ]);
    const rows: Row[] = [
      ...applied.map((operation) => operationRow(operation, false)),
      ...asked.map((job) => ({ ...jobRow(job), zone: job.domain, plan: null })),
      ...worked.filter(({ subject }) => name === undefined || subject === name).map(taskRow),
    ];
    rows.sort((a, b) => (text(a['startedAt'] ?? null) < text(b['startedAt'] ?? null) ? 1 : -1));
    return {
      kind: 'rows',
      columns: [
        { field: 'id', header: 'OPERATION' },
        { field: 'startedAt', header: 'STARTED AT' },
        { field: 'zone', header: 'ZONE OR DOMAIN' },
        { field: 'action', header: 'ACTION' },
        { field: 'status', header: 'STATUS' },
        { field: 'detail', header: 'DETAIL' },
      ],
      rows: rows.slice(0, limit),
      nameField: 'id',
      empty: 'nothing was applied yet',
    };
  },
});
