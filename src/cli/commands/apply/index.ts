import { RegctlError } from '../../../core/errors.ts';
import { toJson } from '../../../core/json.ts';
import type { ApplyRequest } from '../../../control-plane/index.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { applyPlans, checkPlans } from '../../apply-plans.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { currentConfigHash, planProject, plansView } from '../../project-plans.ts';
import { parseJson, readInput } from '../../read-input.ts';
import { confirmChanges, isRefused, showPlan, WRITE_EXIT_CODES, WRITE_FLAGS } from '../../write-flow.ts';

export const command: AnyCommand = defineCommand({
  summary: 'Apply a reviewed plan file, or plan the project and apply after a yes',
  description:
    'A plan file is refused when the zone, the files or the account moved since. All zones are checked before the first is written. An apply that was interrupted is finished by running it again.',
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
    const requests = await Promise.all(
      open.map((plan) => applyRequest(context, plan, flags['allow-deletes'])),
    );
    // A plan file was reviewed; what was planned just now was not.
    if (!fromFile) for (const plan of open) showPlan(context, plan);
    await checkPlans(context, requests);
    // A single plan that a guard refuses needs no answer: applying it says so.
    const needsAnswer = !fromFile && open.some((plan) => !isRefused(plan, flags['allow-deletes']));
    if (needsAnswer) await confirmChanges(context, open);
    const reports = await applyPlans(context, requests);
    return {
      kind: 'object',
      value: { reports: toJson(reports) },
      text: () => '',
    };
  },
});

async function applyRequest(
  context: Context,
  plan: Plan,
  allowDeletes: number | undefined,
): Promise<ApplyRequest> {
  const configHash = currentConfigHash(context, plan);
  return {
    plan,
    reason: 'apply',
    ...(allowDeletes === undefined ? {} : { allowDeletes }),
    ...(configHash === undefined ? {} : { configHash }),
  };
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
