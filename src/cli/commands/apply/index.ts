import { RegctlError, type Json } from '../../../core/errors.ts';
import type { ApplyReport } from '../../../control-plane/index.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { currentConfigHash, planProject, plansView } from '../../project-plans.ts';
import { parseJson, readInput } from '../../read-input.ts';
import { applyWithProgress, confirmPlan, WRITE_EXIT_CODES, WRITE_FLAGS } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Apply a reviewed plan file, or plan the project and apply after a yes',
  description:
    'A plan file is refused when the zone, the files or the account moved since. An apply that was interrupted is finished by running it again.',
  examples: [
    { command: 'regctl apply changes.json', does: 'exactly what was reviewed' },
    { command: 'regctl apply --allow-deletes 12', does: 'plan, show, ask, apply' },
  ],
  args: [
    {
      name: 'planfile',
      description: 'file of `regctl plan --out`; - for stdin',
      optional: true,
      completes: 'file',
    },
  ],
  flags: { ...WRITE_FLAGS },
  fields: [
    { name: 'reports', description: 'outcome, operation, changes and snapshots of each zone' },
    { name: 'format', description: 'regctl.plans/v1, with --dry-run' },
    { name: 'createdAt', description: 'when, with --dry-run' },
    { name: 'plans', description: 'the plans, with --dry-run' },
  ],
  exitCodes: WRITE_EXIT_CODES,
  writes: true,
  run: async (context, { arg, flags }) => {
    const fromFile = arg('planfile') !== '';
    const plans = fromFile
      ? readPlans(await readInput(context, arg('planfile')), arg('planfile'))
      : (await planProject(context, [])).plans;
    if (flags['dry-run']) return plansView(context, plans, { summary: false, exitCode: 0 });
    const open = plans.filter((plan) => plan.changes.length > 0);
    if (open.length === 0) context.notice('nothing to do');
    const reports: ApplyReport[] = [];
    for (const plan of open) {
      // A plan file was reviewed; what was planned just now was not.
      if (!fromFile) await confirmPlan(context, plan, { allowDeletes: flags['allow-deletes'] });
      reports.push(await applyOne(context, plan, flags['allow-deletes']));
    }
    return {
      kind: 'object',
      value: { reports: JSON.parse(JSON.stringify(reports)) as Json },
      text: () => '',
    };
  },
});

async function applyOne(
  context: Context,
  plan: Plan,
  allowDeletes: number | undefined,
): Promise<ApplyReport> {
  const configHash = currentConfigHash(context, plan);
  const report = await applyWithProgress(context, plan, {
    allowDeletes,
    reason: 'apply',
    ...(configHash === undefined ? {} : { configHash }),
  });
  if (report.outcome === 'nothing') context.notice(`${plan.zone}: applied already, nothing to do`);
  return report;
}

function readPlans(text: string, file: string): readonly Plan[] {
  const value = parseJson(text, file) as { readonly format?: unknown; readonly plans?: unknown };
  if (value.format === 'regctl.plan/v1') return [value as unknown as Plan];
  if (value.format === 'regctl.plans/v1' && Array.isArray(value.plans)) return value.plans as readonly Plan[];
  throw new RegctlError('INVALID_PLAN', `${file} is no plan`, {
    reason: 'it lacks the format regctl.plan/v1 or regctl.plans/v1',
    hint: 'make one with `regctl plan --out FILE`',
  });
}
