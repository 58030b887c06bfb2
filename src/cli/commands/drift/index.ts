import { defineCommand, type AnyCommand } from '../../command.ts';
import { planProject, PLANS_FIELDS, plansView } from '../../project-plans.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Report where zones differ from their files; exit 3 where they do',
  examples: [{ command: 'regctl drift --summary', does: 'from a timer' }],
  args: [
    {
      name: 'zone',
      description: 'zones; all when omitted',
      optional: true,
      variadic: true,
      completes: 'zone',
    },
  ],
  flags: { summary: { type: 'boolean', description: 'one line for each zone' } },
  fields: PLANS_FIELDS,
  exitCodes: {
    3: 'a zone differs',
    4: 'no account',
    5: 'zone or file not found',
    10: 'a server could not be reached',
  },
  writes: false,
  run: async (context, { rest, flags }) => {
    const { plans, project } = await planProject(context, rest);
    return plansView(context, plans, {
      summary: flags.summary,
      project,
      differing: 'warning',
      exitCode: plans.some((plan) => plan.changes.length > 0) ? 3 : 0,
    });
  },
});
