import type { PlanRequest } from '../control-plane/index.ts';
import type { Plan } from '../core/plan/plan.ts';
import { RegctlError, type Json } from '../core/errors.ts';
import type { OutputField } from './command-record.ts';
import type { Context } from './context.ts';
import type { Annotation, View } from './output/view.ts';
import { planRow, planText, summary } from './plan-view.ts';
import { chooseZones, loadProject, readProjectZone, type Project, type ProjectZone } from './project/load.ts';
import { isServed, servedFolder } from './project/served-folder.ts';
import { eachZone } from './several-zones.ts';
import { callOptions } from './write-flow.ts';
import { refuseEmpty } from './zone-file.ts';

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
  if (zones.length === 0)
    context.warn(`${project.path} names no zone; add one below \`zones:\`, with the file that holds it`);
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
  for (const { zone, content } of zones) {
    const plan = plans.find((candidate) => candidate.zone === zone.zone);
    if (plan === undefined) continue;
    if (plan.changes.length > 0) refuseEmpty(content.rrsets, zone.file);
    await warnIfServed(context, zone, plan);
  }
  return { plans, project };
}

/** Tells of a file that is edited live: compared with itself it never differs, and no guard sees what is written to it. */
async function warnIfServed(context: Context, zone: ProjectZone, plan: Plan): Promise<void> {
  const folder = plan.provider === 'zonefile' ? await servedFolder(context, plan.account) : undefined;
  if (folder === undefined || !isServed(zone, folder)) return;
  context.warn(
    `${zone.file} is the very file that account ${plan.account} serves: what is edited there is live at once, and nothing to plan; keep the files of the project in another folder`,
  );
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
  options: {
    readonly summary: boolean;
    readonly exitCode: number;
    /** Whose files the plans are of, where they are of files. */
    readonly project?: Project;
    /** What it is that a zone differs from its file: no more than a plan when omitted. */
    readonly differing?: Annotation['level'];
  },
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
    annotations: plans.flatMap((plan) => planAnnotations(plan, options)),
    exitCode: options.exitCode,
  };
}

/** What is to be said of a plan at the file that asks for it: what it changes, and what stops it. */
function planAnnotations(
  plan: Plan,
  { project, differing = 'notice' }: { readonly project?: Project; readonly differing?: Annotation['level'] },
): Annotation[] {
  if (plan.changes.length === 0) return [];
  const path = project?.zones.find(({ zone }) => zone === plan.zone)?.path;
  const at = path === undefined ? {} : { file: path };
  const on = `${plan.zone} on ${plan.account}`;
  return [
    { level: differing, title: 'plan', message: `${on}: ${summary(plan)}`, ...at },
    ...plan.guards.map(({ message }): Annotation => ({
      level: 'warning',
      title: 'guard',
      message: `${on}: ${message}`,
      ...at,
    })),
  ];
}
