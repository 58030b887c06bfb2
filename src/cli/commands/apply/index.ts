import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import { toJson } from '../../../core/json.ts';
import type { ApplyRequest } from '../../../control-plane/index.ts';
import type { Plan } from '../../../core/plan/plan.ts';
import { applyPlans, checkPlans, refuseStale } from '../../apply-plans.ts';
import { defineCommand, type AnyCommand } from '../../command.ts';
import type { Context } from '../../context.ts';
import { currentConfigHash, planProject, plansView } from '../../project-plans.ts';
import { parseJson, readInput } from '../../read-input.ts';
import { confirmChanges, isRefused, showPlan, WRITE_EXIT_CODES, WRITE_FLAGS } from '../../write-flow.ts';
import { WAIT_EXIT_CODES, WAIT_FLAG, waitUntilServed } from '../../wait-served.ts';

const OPERATION_ID = /^op_[0-9a-z]+$/;

export const command: AnyCommand = defineCommand({
  summary: 'Apply a reviewed plan file, or plan the project and apply after a yes',
  description:
    'A plan file is refused when the zone, the files or the account moved since. All zones are checked before the first is written. An apply that was interrupted is finished by running it again, or by its operation. A plan is carried out once: what was undone since takes a new one.',
  examples: [
    { command: 'regctl apply changes.json', does: 'exactly what was reviewed' },
    { command: 'regctl apply --allow-deletes 12', does: 'plan, show, ask, apply' },
    {
      command: 'regctl apply op_1m7y9qcshzm3ts2f',
      does: 'go on with what was interrupted, see `regctl ops list`',
    },
  ],
  args: [
    {
      name: 'planfile',
      description: 'file of `regctl plan --out`, - for stdin; or an operation to go on with',
      optional: true,
      completes: 'file',
    },
  ],
  flags: { ...WRITE_FLAGS, ...WAIT_FLAG },
  fields: [
    { name: 'reports', description: 'outcome, operation, changes and snapshots of each zone' },
    { name: 'format', description: 'regctl.plans/v1, with --dry-run' },
    { name: 'createdAt', description: 'when, with --dry-run' },
    { name: 'plans', description: 'the plans, with --dry-run' },
  ],
  exitCodes: { ...WRITE_EXIT_CODES, ...WAIT_EXIT_CODES },
  writes: true,
  run: async (context, { arg, flags }) => {
    const wasReviewed = arg('planfile') !== '';
    const plans = wasReviewed
      ? await reviewedPlans(context, arg('planfile'))
      : (await planProject(context, [])).plans;
    const open = plans.filter((plan) => plan.changes.length > 0);
    const requests = await Promise.all(
      open.map((plan) => applyRequest(context, plan, flags['allow-deletes'])),
    );
    if (flags['dry-run']) {
      if (wasReviewed) await refuseStale(context, requests);
      return plansView(context, plans, { summary: false, exitCode: 0 });
    }
    if (open.length === 0) context.notice('nothing to do');
    // A plan file was reviewed, and what is gone on with was; what was planned just now was not.
    if (!wasReviewed) for (const plan of open) showPlan(context, plan);
    await checkPlans(context, requests);
    // A single plan that a guard refuses needs no answer: applying it says so.
    const needsAnswer = !wasReviewed && open.some((plan) => !isRefused(plan, flags['allow-deletes']));
    if (needsAnswer) await confirmChanges(context, open);
    const reports = await applyPlans(context, requests, { isShown: !wasReviewed });
    if (flags.wait)
      for (const { zone, account, changes } of open)
        await waitUntilServed(context, { zone, account }, changes);
    return {
      kind: 'object',
      value: { reports: toJson(reports) },
      text: () => '',
      annotations: reports.map(({ zone, account, applied }) => ({
        level: 'notice',
        title: 'apply',
        message: `${zone} on ${account}: ${applied.length} ${applied.length === 1 ? 'change' : 'changes'} made`,
      })),
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

/** The plans in a file, or that of an operation. */
async function reviewedPlans(context: Context, word: string): Promise<readonly Plan[]> {
  if (!OPERATION_ID.test(word) || existsSync(resolve(context.cwd, word)))
    return readPlans(await readInput(context, word), word === '-' ? 'stdin' : word);
  const { operations } = await context.controlPlane();
  return [(await operations.get(word)).plan];
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
