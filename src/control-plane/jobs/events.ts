import * as z from 'zod';
import type { Json } from '../../core/errors.ts';
import { EVENT_TYPES, type EventType, type RegctlEvent } from '../../core/events.ts';
import { noticeMail } from '../../services/events/notice.ts';
import { relayEvents } from '../../services/events/relay.ts';
import { attemptDelivery } from '../../services/webhooks/deliver.ts';
import { defineJob, type AnyJobType } from './job-type.ts';

const DAY_MS = 86_400_000;
/** Days that events are kept after they were handed on, jobs after their end, and deliveries after their last attempt. */
const EVENT_DAYS = 7;
const JOB_DAYS = 7;
const DELIVERY_DAYS = 30;
/** Rows that are forgotten at a time. */
const PRUNE_PAGE = 5_000;

const noticeEvent = z.object({
  id: z.string(),
  type: z.enum(Object.keys(EVENT_TYPES) as [EventType, ...EventType[]]),
  subject: z.string(),
  at: z.string(),
  data: z.record(z.string(), z.json()) as z.ZodType<{ [field: string]: Json }>,
});

/** Background work that tells others what happened. */
export const EVENT_JOBS: { readonly [type: string]: AnyJobType } = {
  'events.relay': defineJob({
    payload: z.strictObject({}),
    run: async ({ job, deps, server, signal }) => {
      if (deps.events === undefined) return undefined;
      const hasMail = server.mailer !== undefined;
      const count = await relayEvents({ ...server.webhooks, hasMail }, job.organization, deps.events, signal);
      return { result: count };
    },
  }),
  'webhooks.deliver': defineJob({
    payload: z.strictObject({ delivery: z.string(), since: z.string() }),
    run: async ({ job, server, signal }, payload) => {
      const again = await attemptDelivery(server.webhooks, job.organization, payload, signal);
      return again === undefined ? undefined : { again };
    },
  }),
  'mail.notice': defineJob({
    payload: noticeEvent,
    run: async ({ job, server, report }, event) => {
      const recipients = await server.recipients.of(job.organization);
      for (const [index, to] of recipients.entries()) {
        await report(`${String(index)} of ${String(recipients.length)} sent`);
        await server.mailer?.send(noticeMail(event satisfies RegctlEvent, to, index));
      }
      return { result: recipients.length };
    },
  }),
  'events.prune': defineJob({
    payload: z.strictObject({}),
    run: async ({ deps, queue, server }) => {
      const before = (days: number): Date => new Date(deps.clock.now().getTime() - days * DAY_MS);
      await deps.events?.prune(before(EVENT_DAYS));
      await queue.prune(before(JOB_DAYS), PRUNE_PAGE);
      await server.webhooks.webhooks.pruneDeliveries(before(DELIVERY_DAYS).toISOString(), PRUNE_PAGE);
      return undefined;
    },
  }),
};
