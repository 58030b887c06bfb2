import { resolve } from 'node:path';
import { defineCommand, type AnyCommand } from '../../command.ts';
import { writeWhole } from '../../files.ts';
import { planProject, PLANS_FIELDS, plansView } from '../../project-plans.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Show what the files of the project would change',
  examples: [
    { command: 'regctl plan', does: 'every zone of regctl.yaml' },
    {
      command: 'regctl plan example.org --out changes.json',
      does: 'for a review, and `regctl apply changes.json`',
    },
    { command: 'regctl plan --exit-code --summary', does: 'in CI: exit 3 where there are changes' },
    {
      command: 'regctl plan --annotate',
      does: 'in GitHub Actions: what changes, at the files of the pull request',
    },
  ],
  args: [
    {
      name: 'zone',
      description: 'zones; all when omitted',
      optional: true,
      variadic: true,
      completes: 'zone',
    },
  ],
  flags: {
    out: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      description: 'write the plans to a file for `regctl apply`; - is stdout',
    },
    'exit-code': { type: 'boolean', description: 'exit 3 where there are changes' },
    summary: { type: 'boolean', description: 'one line for each zone' },
  },
  fields: PLANS_FIELDS,
  exitCodes: {
    1: 'the file of --out cannot be written',
    3: 'changes are present, with --exit-code',
    4: 'no account',
    5: 'zone or file not found',
    6: 'a provider cannot do it',
    10: 'a server could not be reached',
  },
  writes: false,
  run: async (context, { rest, flags }) => {
    const { plans, project } = await planProject(context, rest);
    const changed = plans.some((plan) => plan.changes.length > 0);
    const view = plansView(context, plans, {
      summary: flags.summary,
      project,
      exitCode: flags['exit-code'] && changed ? 3 : 0,
    });
    if (flags.out !== undefined && view.kind === 'object') {
      const text = `${JSON.stringify(view.value, null, 2)}\n`;
      if (flags.out === '-') return { ...view, kind: 'text', text };
      await writeWhole(resolve(context.cwd, flags.out), text, flags.out);
      context.notice(`written to ${flags.out}; apply it with \`regctl apply ${flags.out}\``);
    }
    return view;
  },
});
