import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RegctlError, type Json } from '../../core/errors.ts';
import { toJson } from '../../core/json.ts';
import type { Plan } from '../../core/plan/plan.ts';
import type { Context } from '../context.ts';
import { makeFolder } from '../files.ts';
import { createPaint } from '../output/view.ts';
import { planText } from '../plan-view.ts';
import { callCommand, type ToolInput } from './call.ts';
import type { Tool } from './tools.ts';

/** Asks the person behind the client. Undefined where the client cannot ask anybody. */
export type Ask = ((question: string) => Promise<boolean>) | undefined;

/** Plans that were given and may be agreed to, by id. */
export interface Approvals {
  readonly plan: (tool: Tool, input: ToolInput) => Promise<Json>;
  readonly apply: (input: ToolInput, ask: Ask) => Promise<Json>;
  readonly buy: (tool: Tool, input: ToolInput, ask: Ask) => Promise<Json>;
}

/** Holds writes until a person agreed: through the client, or by `regctl apply` in a terminal. */
export function createApprovals(context: Context): Approvals {
  const open = new Map<string, Plan>();
  return {
    plan: async (tool, input) => {
      const value = await callCommand(context, tool, input, ['--dry-run']);
      if (!isPlan(value)) return value;
      const plan = value as unknown as Plan;
      open.set(plan.id, plan);
      return {
        approval: `needed: apply_plan asks a person, or one runs \`regctl apply ${keep(context, plan)}\``,
        plan: value,
      };
    },
    apply: async (input, ask) => {
      const id = String(input['plan']);
      const plan = open.get(id);
      if (plan === undefined)
        throw new RegctlError('PLAN_NOT_FOUND', `there is no plan ${id} in this session`, {
          reason: 'a plan is applied once, in the session that it was made in',
          hint: 'call the tool that plans it first',
        });
      await agree(
        ask,
        `Apply this plan?\n${planText(plan, createPaint(false))}`,
        `regctl apply ${planPath(context, plan)}`,
      );
      const { plans } = await context.controlPlane();
      const report = await plans.apply(
        { plan, reason: 'apply by an MCP client' },
        { signal: context.signal },
      );
      open.delete(id);
      return toJson(report);
    },
    buy: async (tool, input, ask) => {
      if (typeof input['max-price'] !== 'string' || input['max-price'] === '')
        throw new RegctlError('USAGE', `${tool.name} needs max-price`, {
          reason: 'nothing is bought without a limit',
          hint: 'give the most that may be paid, such as 12.50 USD',
        });
      const quote = await callCommand(context, tool, input, ['--dry-run']);
      const question = `${tool.command?.record.summary ?? tool.name}, for at most ${input['max-price']}?\n${JSON.stringify(quote, null, 2)}`;
      await agree(ask, question, `regctl ${tool.command?.name ?? ''} NAME --max-price AMOUNT`);
      return callCommand(context, tool, input, ['--yes']);
    },
  };
}

/** @throws RegctlError `CONFIRMATION_REQUIRED` unless a person said yes */
async function agree(ask: Ask, question: string, hint: string): Promise<void> {
  if (ask !== undefined && (await ask(question))) return;
  throw new RegctlError('CONFIRMATION_REQUIRED', 'nothing was written: nobody agreed', {
    reason:
      ask === undefined ? 'this client cannot ask a person' : 'the person who was asked did not say yes',
    hint: `somebody may run \`${hint}\` in a terminal`,
  });
}

/** Writes the plan where a person can review and apply it. */
function keep(context: Context, plan: Plan): string {
  const path = planPath(context, plan);
  makeFolder(join(context.folders.stateDir, 'mcp'), { mode: 0o700 });
  writeFileSync(path, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 });
  return path;
}

function planPath(context: Context, plan: Plan): string {
  return join(context.folders.stateDir, 'mcp', `${plan.id}.json`);
}

function isPlan(value: Json): boolean {
  return (
    typeof value === 'object' && value !== null && 'format' in value && value['format'] === 'regctl.plan/v1'
  );
}
