import {
  accountBudgets,
  failureBudgets,
  hasLimits,
  orderBudgets,
  refillMs,
  type Budget,
  type OrderKind,
} from '../../core/ca-limits.ts';
import type { Identifier } from '../../core/certificate.ts';
import { RegctlError } from '../../core/errors.ts';
import type { CountedBudget } from '../../ports/ca-budget-store.ts';
import type { ReservedBudget } from '../../ports/certificate-store.ts';
import type { CertDeps } from './deps.ts';

type BudgetDeps = Pick<CertDeps, 'caBudgets' | 'registeredDomain' | 'clock'>;

/** An order as its CA counts it. */
export interface CountedOrder {
  readonly ca: string;
  readonly accountUrl: string;
  readonly identifiers: readonly Identifier[];
  readonly kind: OrderKind;
}

/**
 * Takes what an order will count for, before the CA is asked: its limits are never hit, so that they are there for what is urgent.
 *
 * @returns what is given back when the order comes to nothing
 * @throws RegctlError `RATE_LIMITED` with the moment at which the next place is free
 */
export async function reserveOrder(
  deps: BudgetDeps,
  order: CountedOrder,
): Promise<readonly ReservedBudget[]> {
  if (!hasLimits(order.ca)) return [];
  const names = order.identifiers.map(({ type, value }) => ({ type, value: value.replace(/^\*\./, '') }));
  const registered = await Promise.all(
    names.map(async ({ type, value }) => (type === 'ip' ? value : deps.registeredDomain(value))),
  );
  const { reserved, open } = orderBudgets(order, registered);
  const now = deps.clock.now();
  const spent =
    (await deps.caBudgets.firstSpent(open.map(counted), now)) ??
    (await deps.caBudgets.take(reserved.map(counted), now));
  if (spent !== undefined) throw used(order.ca, [...open, ...reserved], spent.key, spent.freeAt, now);
  // The CA counts an order even when nothing comes of it.
  return reserved.filter((one) => !one.key.includes(' new-orders ')).map(counted);
}

/** Gives back what an order would have counted for. */
export async function giveBackOrder(deps: BudgetDeps, reserved: readonly ReservedBudget[]): Promise<void> {
  for (const one of reserved) await deps.caBudgets.giveBack(one);
}

/** Counts proofs that the CA did not find. */
export async function countFailedProofs(
  deps: BudgetDeps,
  ca: string,
  accountUrl: string,
  names: readonly string[],
): Promise<void> {
  for (const name of new Set(names.map((one) => one.replace(/^\*\./, ''))))
    for (const budget of failureBudgets(ca, accountUrl, name))
      await deps.caBudgets.spend(counted(budget), deps.clock.now());
}

/** Takes what opening an account counts for. @throws RegctlError `RATE_LIMITED` */
export async function reserveAccount(deps: BudgetDeps, ca: string): Promise<void> {
  const budgets = accountBudgets(ca);
  const now = deps.clock.now();
  const spent = await deps.caBudgets.take(budgets.map(counted), now);
  if (spent !== undefined) throw used(ca, budgets, spent.key, spent.freeAt, now);
}

function counted(budget: Budget): CountedBudget {
  return { key: budget.key, size: budget.size, refillMs: refillMs(budget) };
}

function used(ca: string, budgets: readonly Budget[], key: string, freeAt: Date, now: Date): RegctlError {
  const budget = budgets.find((one) => one.key === key);
  if (budget === undefined) throw new RegctlError('INTERNAL', `defect: no budget ${key}`);
  const days = budget.windowMs / 86_400_000;
  const window = days >= 1 ? `${days} days` : `${budget.windowMs / 3_600_000} h`;
  return new RegctlError(
    'RATE_LIMITED',
    `${ca} would refuse the order: its limit of ${budget.what} is used up`,
    {
      reason: `it takes ${budget.size} within ${window}, and the next is free at ${freeAt.toISOString()}`,
      hint: 'wait until then, or choose another CA with `--ca`',
      details: { class: 'scheduled', limit: budget.what, size: budget.size, freeAt: freeAt.toISOString() },
      retryAfterSeconds: Math.ceil((freeAt.getTime() - now.getTime()) / 1000),
    },
  );
}
