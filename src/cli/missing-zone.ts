import type { PlanRequest, ZoneContent, ZoneRef } from '../control-plane/index.ts';
import { isRegctlError } from '../core/errors.ts';
import type { DomainName } from '../core/names.ts';
import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { callOptions, confirmPlan, planAndApply, planView, type WriteOptions } from './write-flow.ts';

/** What is to be brought into a zone that may have to be created. */
export interface IntoZone {
  readonly request: PlanRequest & { readonly account: string };
  /** Apex NS to create it with, where the provider lets them be chosen. */
  readonly nameservers: readonly DomainName[];
  /** Gives another target once the zone was created, where what the provider put into it matters. */
  readonly targetFor?: (created: ZoneContent) => PlanRequest['target'];
}

/** Plans, shows, asks and applies as {@link planAndApply} does; a zone that is not there is created after the yes, and only planned against with `dryRun`. */
export async function planAndApplyInto(
  context: Context,
  { request, nameservers, targetFor }: IntoZone,
  options: WriteOptions,
): Promise<View> {
  if ((await readIfThere(context, request)) !== undefined) return planAndApply(context, request, options);
  const regctl = await context.controlPlane();
  const { zone, account } = request;
  const plan = await regctl.plans.create({ ...request, orEmpty: true }, callOptions(context));
  if (options.dryRun) return planView(plan);
  if (options.confirm) await confirmPlan(context, plan, options);
  await regctl.zones.create({ zone, account, nameservers }, callOptions(context));
  context.notice(`zone ${zone} created on ${account}`);
  const target =
    targetFor?.(await regctl.zones.read({ zone, account }, callOptions(context))) ?? request.target;
  // The yes was given above; what is added to it is what the provider puts into a new zone.
  return planAndApply(context, { ...request, target }, { ...options, confirm: false });
}

/** The account that serves a zone, found as for a write; undefined where the zone is on none. */
export async function servingAccount(context: Context, ref: ZoneRef): Promise<string | undefined> {
  const regctl = await context.controlPlane();
  return unlessMissing(async () => {
    const plan = await regctl.plans.create(
      { ...ref, target: { kind: 'edit', edits: [] } },
      callOptions(context),
    );
    return plan.account;
  });
}

async function readIfThere(context: Context, ref: ZoneRef): Promise<ZoneContent | undefined> {
  const regctl = await context.controlPlane();
  return unlessMissing(() => regctl.zones.read(ref, callOptions(context)));
}

async function unlessMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isRegctlError(error, 'ZONE_NOT_FOUND')) return undefined;
    throw error;
  }
}
