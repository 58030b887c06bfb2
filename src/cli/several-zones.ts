import type { ApplyReport } from '../control-plane/index.ts';
import { RegctlError, type Json } from '../core/errors.ts';
import type { Plan } from '../core/plan/plan.ts';
import type { Context } from './context.ts';
import { oneLine, toRegctlError } from './print-error.ts';

/** One of several zones that failed. */
export interface ZoneFailure {
  readonly zone: string;
  readonly error: RegctlError;
}

/** What became of one of several plans; without report and error it was not begun. */
export interface ZoneOutcome {
  readonly plan: Plan;
  readonly report?: ApplyReport;
  readonly error?: RegctlError;
}

/** Does something for several zones at once. @throws RegctlError the first failure, all of them in `details.zones` */
export async function eachZone<T>(
  context: Context,
  zones: readonly { readonly zone: string; readonly work: () => Promise<T> }[],
): Promise<readonly T[]> {
  const results = await Promise.allSettled(zones.map(({ work }) => work()));
  const done: T[] = [];
  const failures: ZoneFailure[] = [];
  results.forEach((result, i) => {
    const zone = zones[i]?.zone ?? '';
    if (result.status === 'fulfilled') done.push(result.value);
    else failures.push({ zone, error: toRegctlError(result.reason) });
  });
  const [first, ...others] = failures;
  if (first === undefined) return done;
  for (const { zone, error } of others) context.warn(`${zone}: ${sentence(error)}`);
  throw zonesFailed(first, others);
}

/** The one error for zones of which none was written: the first failure with its zone named, all of them in `details.zones`. */
export function zonesFailed(first: ZoneFailure, others: readonly ZoneFailure[]): RegctlError {
  const named = nameZone(first);
  if (others.length === 0) return named;
  return copy(named, {
    message: `${named.message}; ${others.length} more of the zones failed`,
    details: { zones: [first, ...others].map(({ zone, error }) => ({ zone, ...failed(error) })) },
  });
}

/** The error that tells what became of each zone, once something was written or it was asked to stop. */
export function partlyApplied(outcomes: readonly ZoneOutcome[]): RegctlError {
  const failures = outcomes.filter((outcome) => outcome.error !== undefined);
  const done = outcomes.filter((outcome) => outcome.report !== undefined).length;
  const isInterrupted = failures.some(({ error }) => error?.code === 'INTERRUPTED');
  return new RegctlError(
    isInterrupted ? 'INTERRUPTED' : 'PARTLY_APPLIED',
    `${done} of ${outcomes.length} zones were applied`,
    {
      reason: failures
        .map(({ plan, error }) => `${plan.zone}: ${error === undefined ? '' : sentence(error)}`)
        .join('; '),
      hint: 'run the same command again to finish: what is applied stays, and `regctl zones restore ZONE` undoes it',
      details: { zones: outcomes.map(outcomeRow) },
    },
  );
}

/** What failed and why, in one line. */
export function sentence(error: RegctlError): string {
  return oneLine(error.reason === undefined ? error.message : `${error.message}: ${error.reason}`);
}

function nameZone({ zone, error }: ZoneFailure): RegctlError {
  return error.message.includes(zone) ? error : copy(error, { message: `${zone}: ${error.message}` });
}

function outcomeRow({ plan, report, error }: ZoneOutcome): Json {
  const about = { zone: plan.zone, account: plan.account };
  if (error !== undefined) return { ...about, outcome: 'failed', ...failed(error) };
  if (report === undefined) return { ...about, outcome: 'not tried' };
  return {
    ...about,
    outcome: report.outcome,
    changes: report.applied.length,
    operation: report.operation,
    snapshotBefore: report.snapshotBefore,
  };
}

function failed(error: RegctlError): { readonly [key: string]: Json } {
  return {
    code: error.code,
    message: error.message,
    reason: error.reason ?? null,
    hint: error.hint ?? null,
    details: error.details ?? null,
  };
}

function copy(
  error: RegctlError,
  change: { readonly message: string; readonly details?: { readonly [key: string]: Json } },
): RegctlError {
  const { reason, hint, provider, requestId, retryAfterSeconds } = error;
  const details = change.details ?? error.details;
  return new RegctlError(error.code, change.message, {
    cause: error,
    ...(reason === undefined ? {} : { reason }),
    ...(hint === undefined ? {} : { hint }),
    ...(details === undefined ? {} : { details }),
    ...(provider === undefined ? {} : { provider }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
