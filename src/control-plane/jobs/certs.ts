import * as z from 'zod';
import { RegctlError } from '../../core/errors.ts';
import type { NewQueuedJob } from '../../ports/job-queue.ts';
import { dueJobs, RENEW_JOB } from '../../services/certs/due-jobs.ts';
import { eventsOfExpiry } from '../../services/events/of-certificate.ts';
import { MAX_MENDABLE } from '../../services/delegations/issue.ts';
import type { DelegationWork } from '../delegations.ts';
import { defineJob, type AnyJobType, type JobContext } from './job-type.ts';

const CHECK_JOB = 'delegations.check';
const ISSUE_JOB = 'delegations.issue';
/** Delegations that one sweep looks at; what is left over is due at the next. */
const PER_SWEEP = 2_000;
const named = z.strictObject({ name: z.string() });
const ofDomain = z.strictObject({ domain: z.string() });

/** Background work around certificates, and around the challenge names that lead to the server. */
export const CERTIFICATE_JOBS: { readonly [type: string]: AnyJobType } = {
  'certs.sweep': defineJob({
    payload: z.strictObject({}),
    run: async ({ job, deps, queue }) => {
      const { jobs, due } = await dueJobs(deps, job.organization);
      await deps.events?.publish(due.flatMap((one) => eventsOfExpiry(one, deps.clock.now())));
      return { result: await queue.send(jobs) };
    },
  }),
  [RENEW_JOB]: defineJob({
    payload: named,
    run: async ({ regctl, queue, job, deps, signal, report }, { name }) => {
      const [result] = await regctl.certs.renew({ name }, { signal });
      const failed = result?.error ?? null;
      if (result === undefined || failed === null) return { result: result?.outcome ?? null };
      const { failure, nextCheckAt } = result.certificate;
      if (failed.code === 'DELEGATION_BROKEN') await queue.send([checkJob(job.organization, name)]);
      const mends = failure !== null && ['user', 'operator', 'request'].includes(failure.class);
      // The sweep tries what is dead once a day, as long as the certificate lives.
      if (mends && failure.count >= MAX_MENDABLE) throw failed;
      await report(failure?.message ?? failed.message);
      return { again: new Date(nextCheckAt ?? deps.clock.now().getTime() + 86_400_000) };
    },
  }),
  'delegations.sweep': defineJob({
    payload: z.strictObject({}),
    run: async ({ deps, queue, job }) => {
      const due = (await deps.delegation?.store.due(deps.clock.now(), PER_SWEEP)) ?? [];
      return { result: await queue.send(due.map(({ domain }) => checkJob(job.organization, domain))) };
    },
  }),
  [CHECK_JOB]: defineJob({
    payload: ofDomain,
    run: async (context, { domain }) => {
      const work = workOf(context);
      const delegation = await work.check(domain, { signal: context.signal });
      if (delegation.state === 'issuing')
        await context.queue.send([jobOf(ISSUE_JOB, context.job.organization, domain)]);
      return { result: delegation.state };
    },
  }),
  [ISSUE_JOB]: defineJob({
    payload: ofDomain,
    run: async (context, { domain }) => {
      const { delegation, error, again } = await workOf(context).issue(domain, { signal: context.signal });
      if (error === null) return { result: delegation.state };
      if (again === null) throw error;
      await context.report(error.message);
      return { again };
    },
  }),
};

function checkJob(organization: string, domain: string): NewQueuedJob {
  return jobOf(CHECK_JOB, organization, domain);
}

function jobOf(type: string, organization: string, domain: string): NewQueuedJob {
  return {
    organization,
    type,
    payload: { domain },
    subject: domain,
    visible: type === ISSUE_JOB,
    uniqueKey: `${type}/${organization}/${domain}`,
  };
}

function workOf({ regctl }: JobContext): DelegationWork {
  if (regctl.delegationWork !== undefined) return regctl.delegationWork;
  throw new RegctlError('MODE_UNSUPPORTED', 'this server answers no challenges any more', {
    reason: 'its configuration has no zone for them',
    hint: 'set `challengeZone` again',
  });
}
