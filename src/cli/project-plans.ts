import type { PlanRequest } from '../control-plane/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import { RegctlError, type Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { View } from './output/view.ts';
import { planRow, planText, summary } from './plan-view.ts';
import { chooseZones, loadProject, readProjectZone, type Project, type ProjectZone } from './project/load.ts';
import { eachZone } from './several-zones.ts';
import { callOptions } from './write-flow.ts';

export const PLANS_FIELDS: readonly OutputField[] = [
  { name: 'format', description: 'regctl.plans/v1' },
  { name: 'createdAt', description: 'when' },
  { name: 'plans', description: 'one plan for each zone, see `regctl schema plan`' },
];

/** Plans every zone of the project that is named, or all. Files are read first: an error in one stops before anything else. */
export async function planProject(
  context: Context,
  words: readonly string[],
): Promise<{ readonly plans: readonly Plan[]; readonly project: Project }> {
  const project = loadProject(context);
  const zones = chooseZones(project, words).map((zone) => ({
    zone,
    content: readProjectZone(context, project, zone),
  }));
  const regctl = await context.controlPlane();
  const account = context.flags.account;
  const plans = await eachZone(
    context,
    zones.map(({ zone, content }) => {
      const name = typeof account === 'string' ? account : zone.account;
      const request: PlanRequest = {
        zone: zone.zone,
        ...(name === undefined ? {} : { account: name }),
        target: { kind: 'replace', rrsets: content.rrsets },
        configHash: content.configHash,
        ignore: zone.ignore,
        keep: true,
      };
      return { zone: zone.zone, work: () => regctl.plans.create(request, callOptions(context)) };
    }),
  );
  return { plans, project };
}

/** The digest of a zone's configuration and files as they are now; undefined where no project names it. */
export function currentConfigHash(context: Context, plan: Plan): string | undefined {
  if (plan.configHash === null) return undefined;
  let project: Project;
  try {
    project = loadProject(context);
  } catch (error) {
    if (error instanceof RegctlError && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  }
  const zone: ProjectZone | undefined = project.zones.find((candidate) => candidate.zone === plan.zone);
  return zone === undefined ? undefined : readProjectZone(context, project, zone).configHash;
}

/** Plans as output. */
export function plansView(
  context: Context,
  plans: readonly Plan[],
  options: { readonly summary: boolean; readonly exitCode: number },
): View {
  const value = {
    format: 'regctl.plans/v1',
    createdAt: context.now().toISOString(),
    plans: plans.map(planRow),
  };
  return {
    kind: 'object',
    value: value as { [key: string]: Json },
    text: (paint) =>
      plans
        .map((plan) => (options.summary ? `${plan.zone}\t${summary(plan)}\n` : planText(plan, paint)))
        .join(''),
    exitCode: options.exitCode,
  };
}
