import type { ApplyReport, ApplyRequest } from '../control-plane/index.ts';
import { isRegctlError } from '../core/errors.ts';
import type { Context } from './context.ts';
import { toRegctlError } from './print-error.ts';
import { eachZone, partlyApplied, sentence, zonesFailed, type ZoneOutcome } from './several-zones.ts';
import { applyWithProgress, callOptions } from './write-flow.ts';

/**
 * Refuses plans of several zones of which one cannot be carried out as things stand, before anything is written to any of them.
 *
 * @throws RegctlError the first refusal, all of them in `details.zones`
 */
export async function checkPlans(context: Context, requests: readonly ApplyRequest[]): Promise<void> {
  // A single plan is refused by its own apply as well, without another look at the zone.
  if (requests.length < 2) return;
  const { plans } = await context.controlPlane();
  await eachZone(
    context,
    requests.map((request) => ({
      zone: request.plan.zone,
      work: () => plans.check(request, callOptions(context)),
    })),
  );
}

/**
 * Refuses plans that were made earlier and that applying would refuse, writing nothing. What a guard objects to is shown with the plan.
 *
 * @throws RegctlError `PLAN_STALE`, and what reading the zone throws
 */
export async function refuseStale(context: Context, requests: readonly ApplyRequest[]): Promise<void> {
  const { plans } = await context.controlPlane();
  for (const request of requests) {
    try {
      await plans.check(request, callOptions(context));
    } catch (error) {
      if (!isRegctlError(error, 'UNSAFE_PLAN', 'PROTECTED')) throw error;
    }
  }
}

/**
 * Applies plans one after another. Zones do not depend on each other: one that fails does not keep the rest from being applied, Ctrl-C does.
 *
 * @throws RegctlError `PARTLY_APPLIED` or `INTERRUPTED` with what became of each in `details.zones`; the failure itself where nothing was written
 */
export async function applyPlans(
  context: Context,
  requests: readonly ApplyRequest[],
  about: { readonly isShown: boolean },
): Promise<readonly ApplyReport[]> {
  const [only] = requests;
  if (only !== undefined && requests.length === 1) return [await applyWithProgress(context, only, about)];
  const outcomes: ZoneOutcome[] = [];
  for (const request of requests) {
    const isStopped = outcomes.some(({ error }) => error?.code === 'INTERRUPTED');
    outcomes.push(isStopped ? { plan: request.plan } : await applyOne(context, request, about));
  }
  const failures = outcomes.flatMap(({ plan, error }) =>
    error === undefined ? [] : [{ zone: plan.zone, error }],
  );
  const [first, ...others] = failures;
  if (first === undefined) return outcomes.flatMap(({ report }) => (report === undefined ? [] : [report]));
  const isWritten = outcomes.some(
    ({ report, error }) => report?.outcome === 'applied' || error?.code === 'PARTLY_APPLIED',
  );
  const isInterrupted = failures.some(({ error }) => error.code === 'INTERRUPTED');
  throw isWritten || isInterrupted ? partlyApplied(outcomes) : zonesFailed(first, others);
}

async function applyOne(
  context: Context,
  request: ApplyRequest,
  about: { readonly isShown: boolean },
): Promise<ZoneOutcome> {
  const { plan } = request;
  try {
    return { plan, report: await applyWithProgress(context, request, about) };
  } catch (error) {
    const failure = toRegctlError(error);
    context.warn(`${plan.zone} on ${plan.account}: ${sentence(failure)}`);
    return { plan, error: failure };
  }
}
