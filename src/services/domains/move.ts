import { RegctlError } from '../../core/errors.ts';
import { toJsonObject } from '../../core/json.ts';
import { OPEN_JOBS, type Job } from '../../ports/job-store.ts';
import { findAccount } from '../accounts/open.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { requireAction } from './find-domain.ts';
import { newJob, saveJob } from './jobs.ts';
import { MOVE_STEPS, type MoveInput, type MoveReport, type MoveState } from './move-state.ts';
import { findRegistrar, refuseSamePlace, STEPS } from './move-steps.ts';

/**
 * Moves a zone to another DNS host without a moment in which a name has no answer: copy, verify, lower TTLs, wait them out, delegate, watch, restore TTLs,
 * clean up. Each step is in the store once it is done; a run that stops, for whatever reason, goes on there.
 *
 * @throws RegctlError `DELEGATION_UNSAFE`, `OPERATION_PENDING` when the time-out comes before a wait is over, and what the steps throw
 */
export async function moveZone(
  deps: DomainDeps,
  input: MoveInput,
  call: DomainCall = {},
): Promise<MoveReport> {
  let job = await beginOrResume(deps, input);
  for (;;) {
    const state = job.request as unknown as MoveState;
    if (state.next === null) {
      job = await saveJob(deps, job, { status: 'done', detail: null });
      return report(job);
    }
    call.onEvent?.({ kind: 'waiting', message: `${input.zone}: ${describe(state)}` });
    const after = await STEPS[state.next](deps, input, state, call);
    const next = MOVE_STEPS[MOVE_STEPS.indexOf(state.next) + 1] ?? null;
    job = await saveJob(deps, job, {
      request: toJsonObject({ ...state, ...after, next }),
      detail: next === null ? null : `next: ${next}`,
    });
  }
}

async function beginOrResume(deps: DomainDeps, input: MoveInput): Promise<Job> {
  refuseSamePlace(input, [], []);
  const [open] = await deps.jobs.list({ domain: input.zone, action: 'move', statuses: OPEN_JOBS, limit: 1 });
  if (open !== undefined) {
    const state = open.request as unknown as MoveState;
    if (state.from === input.from && state.to === input.to) return open;
    throw new RegctlError('CONFLICT', `zone ${input.zone} is being moved from ${state.from} to ${state.to}`, {
      reason: 'a move is finished or given up before another one begins',
      hint: `finish it, or \`regctl ops cancel ${open.id}\``,
    });
  }
  const registrar = await findRegistrar(deps, input, {});
  requireAction(registrar, 'ns-set', input.zone);
  const { provider } = await findAccount(deps, input.to);
  const state: MoveState = {
    from: input.from,
    to: input.to,
    next: 'copy',
    nameservers: [],
    lost: [],
    waitUntil: null,
    ttls: {},
  };
  const job = newJob(deps, {
    account: input.from,
    provider,
    domain: input.zone,
    action: 'move',
    request: toJsonObject(state),
  });
  const running: Job = { ...job, status: 'running', detail: 'next: copy' };
  await deps.jobs.save(running);
  return running;
}

function describe(state: MoveState): string {
  return state.next === 'wait' && state.waitUntil !== null
    ? `wait until ${state.waitUntil}`
    : (state.next ?? 'done');
}

function report(job: Job): MoveReport {
  const state = job.request as unknown as MoveState;
  const { from, to, next, nameservers, lost, waitUntil: until } = state;
  return { operation: job.id, zone: job.domain, from, to, next, nameservers, lost, waitUntil: until };
}
