import type { ApplyReport, ApplyRequest, PlanRequest } from '../control-plane/index.ts';
import { isRegctlError, RegctlError } from '../core/errors.ts';
import { toJsonObject } from '../core/json.ts';
import type { Plan } from '../core/plan/plan.ts';
import { standingFindings } from '../core/plan/safety.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { changeLines, PLAN_FIELDS, planRow, planText, summary } from './plan-view.ts';
import { createProgressLine } from './progress-line.ts';

/** Flags of every command that writes to a zone. */
export const WRITE_FLAGS = {
  'dry-run': { type: 'boolean', short: 'n', description: 'print the plan and write nothing' },
  'allow-deletes': {
    type: 'integer',
    value: 'N',
    description: 'let deletion guards pass for at most so many records',
  },
} as const;

/** What commands that write print: the plan when dry, else the report. */
export const WRITE_FIELDS: readonly OutputField[] = [
  { name: 'outcome', description: 'applied or nothing' },
  { name: 'operation', description: 'entry of the journal' },
  { name: 'applied', description: 'changes made' },
  { name: 'resumed', description: 'changes that an interrupted run had made already' },
  { name: 'snapshotBefore', description: 'state to restore' },
  { name: 'snapshotAfter', description: 'state afterwards' },
  { name: 'hash', description: 'digest of the state afterwards' },
  ...PLAN_FIELDS,
];

export const WRITE_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'no account, or its credential is rejected',
  5: 'zone or records not found',
  6: 'the provider cannot do this',
  7: 'a guard, a protection rule, another writer or a moved zone refused',
  9: 'partly applied',
  10: 'the server could not be reached',
};

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly allowDeletes: number | undefined;
  /** Whether to show the plan and ask before it is applied. */
  readonly confirm: boolean;
  readonly reason: string;
}

/**
 * Times that an edit is planned anew because somebody else wrote to the zone between plan and apply. What the user named is still what is done; a plan that was
 * shown and agreed to is never replaced by another.
 */
const MAX_REPLANS = 30;

/** Plans, shows, asks where that is wanted, applies, and gives the report; with `dryRun` only the plan. */
export async function planAndApply(
  context: Context,
  request: PlanRequest,
  options: WriteOptions,
): Promise<View> {
  const told = new Set<string>();
  for (let attempt = 1; ; attempt++) {
    try {
      return await planAndApplyOnce(context, request, options, told);
    } catch (error) {
      const agreed = options.confirm || attempt >= MAX_REPLANS;
      if (agreed || !isRegctlError(error, 'PLAN_STALE', 'CONFLICT')) throw error;
    }
  }
}

async function planAndApplyOnce(
  context: Context,
  request: PlanRequest,
  options: WriteOptions,
  told: Set<string>,
): Promise<View> {
  const regctl = await context.controlPlane();
  const plan = await regctl.plans.create({ ...request, reason: options.reason }, callOptions(context));
  rememberPlan(context, plan);
  if (options.dryRun) return planView(plan);
  if (plan.changes.length === 0) {
    context.notice(`${plan.zone} on ${plan.account}: ${summary(plan)}`);
    return reportView({
      operation: null,
      account: plan.account,
      zone: plan.zone,
      outcome: 'nothing',
      applied: [],
      resumed: 0,
      snapshotBefore: null,
      snapshotAfter: null,
      hash: plan.baseHash,
    });
  }
  if (options.confirm) await confirmPlan(context, plan, options);
  else tellNotes(context, plan, told);
  const { allowDeletes, reason } = options;
  const apply = { plan, reason, ...(allowDeletes === undefined ? {} : { allowDeletes }) };
  return reportView(await applyWithProgress(context, apply, { isShown: options.confirm }));
}

/** Tells once what a plan that nobody is shown does besides its changes. */
function tellNotes(context: Context, { notes }: Plan, told: Set<string>): void {
  for (const note of notes) if (!told.has(note)) context.warn(note);
  for (const note of notes) told.add(note);
}

/** Shows a plan and asks. `--yes` answers; guards are another matter and are never passed by it. */
export async function confirmPlan(context: Context, plan: Plan, options: WriteOptions): Promise<void> {
  showPlan(context, plan);
  // A plan that a guard refuses needs no answer: applying it says so.
  if (!isRefused(plan, options.allowDeletes)) await confirmChanges(context, [plan]);
}

/** Shows a plan on stderr. */
export function showPlan(context: Context, plan: Plan): void {
  if (!context.json) context.io.stderr.write(planText(plan, context.io.stderr.paint));
}

/** Tells whether a guard stops a plan that so many deletes are allowed to. */
export function isRefused(plan: Plan, allowDeletes: number | undefined): boolean {
  return standingFindings(plan.guards, allowDeletes).length > 0;
}

/** Asks whether plans that were shown are to be applied. @throws RegctlError `INTERRUPTED` for a no */
export async function confirmChanges(context: Context, plans: readonly Plan[]): Promise<void> {
  if (context.flags.yes === true) return;
  const zones = plans.map((plan) => plan.zone).join(', ');
  if (!(await context.prompt.confirm(`Apply these changes to ${zones}?`, '--yes'))) {
    throw new RegctlError('INTERRUPTED', `nothing was changed in ${zones}`, {
      reason: 'the answer was no',
    });
  }
}

/** Applies a plan and says on stderr what happens. @param about.isShown - the changes stand on stderr already */
export async function applyWithProgress(
  context: Context,
  request: ApplyRequest,
  { isShown }: { readonly isShown: boolean },
): Promise<ApplyReport> {
  const { plan } = request;
  const report = await applyShown(context, request);
  if (report.outcome === 'nothing') {
    context.notice(`${plan.zone} on ${plan.account}: applied already, nothing to do`);
    return report;
  }
  if (context.flags.quiet !== true && !context.json) {
    const { paint } = context.io.stderr;
    for (const change of isShown ? [] : report.applied.slice(0, 50))
      context.io.stderr.write(`${changeLines(change, paint).join('\n')}\n`);
    const resumed = report.resumed > 0 ? `, ${report.resumed} were there from an interrupted run` : '';
    context.notice(
      `${plan.zone} on ${plan.account} (${plan.provider}): ${report.applied.length} ${report.applied.length === 1 ? 'change' : 'changes'} made${resumed}`,
    );
  }
  return report;
}

/** Milliseconds after which who asked to stop is told what is waited for. */
const PATIENCE_MS = 300;

/** Shows on a terminal how many changes are made, as long as some are left, and that a stop waits for the write at hand. */
async function applyShown(context: Context, request: ApplyRequest): Promise<ApplyReport> {
  const { zone, account } = request.plan;
  const { plans } = await context.controlPlane();
  const line = createProgressLine(context);
  const { onEvent, ...call } = callOptions(context);
  let patience: ReturnType<typeof setTimeout> | undefined;
  const stopping = (): void => {
    const text = 'stopping after the write at hand; Ctrl-C once more leaves without waiting for it';
    patience = setTimeout(() => context.notice(text), PATIENCE_MS);
  };
  call.signal.addEventListener('abort', stopping, { once: true });
  try {
    return await plans.apply(request, {
      ...call,
      onEvent: (event) => {
        onEvent(event);
        if (event.kind !== 'applied') return;
        const { done, total } = event;
        line.show(done < total ? `${zone} on ${account}: ${done} of ${total} changes made` : '');
      },
    });
  } finally {
    call.signal.removeEventListener('abort', stopping);
    clearTimeout(patience);
    line.end();
  }
}

/** Options of every call that may wait. */
export function callOptions(context: Context): {
  signal: AbortSignal;
  timeoutMs?: number;
  onEvent: (event: { readonly kind: string; readonly message?: string }) => void;
} {
  const timeoutMs = context.flags.timeout;
  return {
    signal: context.signal,
    ...(typeof timeoutMs === 'number' ? { timeoutMs } : {}),
    onEvent: (event) => {
      if (event.message !== undefined) context.warn(event.message);
    },
  };
}

/** A plan as output. */
export function planView(plan: Plan, exitCode?: number): View {
  return {
    kind: 'object',
    value: planRow(plan),
    text: (paint) => planText(plan, paint),
    nameField: 'id',
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

function reportView(report: ApplyReport): View {
  return {
    kind: 'object',
    value: toJsonObject(report),
    text: () => '',
    nameField: 'operation',
  };
}

function rememberPlan(context: Context, plan: Plan): void {
  const names = plan.changes.filter((change) => change.after !== null).map((change) => change.name);
  if (names.length === 0) return;
  const known = context.cache.read().names[plan.zone] ?? [];
  context.cache.remember({ names: { [plan.zone]: [...new Set([...known, ...names])] } });
}
