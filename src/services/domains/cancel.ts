import { RegctlError } from '../../core/errors.ts';
import { OPEN_JOBS, type Job } from '../../ports/job-store.ts';
import type { DomainCall, DomainDeps } from './deps.ts';
import { registrarAccounts } from './find-domain.ts';
import { getJob, registrarOf, saveJob } from './jobs.ts';
import { settlePurchase } from './purchase.ts';

/** Actions of jobs that cost money. */
const PURCHASES: readonly string[] = ['register', 'renew', 'transfer'];

/**
 * Stops a job, where the registrar can: transfers. A purchase in doubt is not given up but looked up, as money may be spent.
 *
 * @throws RegctlError `NOT_FOUND`, `CAPABILITY_MISSING`, `PURCHASE_UNDECIDED`
 */
export async function cancelJob(deps: DomainDeps, id: string, call: DomainCall = {}): Promise<Job> {
  const job = await getJob(deps, id);
  if (PURCHASES.includes(job.action) && (job.status === 'requested' || job.status === 'unknown')) {
    const [seller] = await registrarAccounts(deps, job.account);
    if (seller !== undefined) return settlePurchase(deps, seller, job, call);
  }
  if (job.action === 'move')
    return saveJob(deps, job, { status: 'cancelled', detail: 'given up by the user' });
  if (!OPEN_JOBS.includes(job.status)) return job;
  const registrar = await registrarOf(deps, job);
  if (job.action !== 'transfer' || registrar?.cancelTransfer === undefined) {
    throw new RegctlError('CAPABILITY_MISSING', `operation ${id} cannot be cancelled`, {
      reason: `${job.provider} has no API to stop ${job.action} of ${job.domain}`,
      hint: `wait for it with \`regctl ops wait ${id}\``,
    });
  }
  await registrar.cancelTransfer(job.domain, call.signal);
  return saveJob(deps, job, { status: 'cancelled', detail: 'cancelled by the user' });
}
