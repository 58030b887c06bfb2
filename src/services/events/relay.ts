import { matchesEvent, type RegctlEvent } from '../../core/events.ts';
import { makeId } from '../../core/ids.ts';
import type { EventOutbox } from '../../ports/event-bus.ts';
import type { NewQueuedJob } from '../../ports/job-queue.ts';
import type { DeliveryWithBody } from '../../ports/webhook-store.ts';
import type { WebhookDeps } from '../webhooks/deps.ts';
import { deliverJob } from '../webhooks/manage.ts';
import { isMailed } from './notice.ts';

/** Events that are handed on at a time. */
const PAGE = 200;

type RelayDeps = Pick<WebhookDeps, 'webhooks' | 'queue' | 'clock' | 'random'> & {
  /** Whether mail can be sent. */
  readonly hasMail: boolean;
};

/**
 * Hands on what happened in an organization: to its webhook endpoints and, of what a person should see, by mail. Broken off anywhere and run again it
 * sends nothing twice: a delivery is one for each event and endpoint, a mail one for each event.
 *
 * @returns how many events were handed on
 */
export async function relayEvents(
  deps: RelayDeps,
  organization: string,
  outbox: EventOutbox,
  signal: AbortSignal,
): Promise<number> {
  for (let count = 0; ;) {
    signal.throwIfAborted();
    const events = await outbox.pending(PAGE);
    if (events.length === 0) return count;
    await relayPage(deps, organization, events);
    await outbox.markRelayed(events);
    count += events.length;
  }
}

async function relayPage(
  deps: RelayDeps,
  organization: string,
  events: readonly RegctlEvent[],
): Promise<void> {
  const endpoints = (await deps.webhooks.list(organization)).filter(({ state }) => state === 'enabled');
  const deliveries = events.flatMap((event) =>
    endpoints
      .filter(({ events: filters }) => filters.some((filter) => matchesEvent(filter, event.type)))
      .map(({ id }) => newDelivery(deps, organization, id, event)),
  );
  if (deliveries.length > 0) await deps.webhooks.addDeliveries(deliveries);
  const pending = await deps.webhooks.pendingOf(
    organization,
    events.map(({ id }) => id),
  );
  const since = deps.clock.now().toISOString();
  const jobs = [
    ...pending.map((id) => deliverJob(organization, id, since)),
    ...(deps.hasMail ? events.filter(isMailed).map((event) => mailJob(organization, event)) : []),
  ];
  if (jobs.length > 0) await deps.queue.send(jobs);
}

function newDelivery(
  { clock, random }: RelayDeps,
  organization: string,
  endpoint: string,
  event: RegctlEvent,
): DeliveryWithBody {
  const now = clock.now();
  return {
    id: makeId('dlv', now, random.bytes(7)),
    organization,
    endpoint,
    event: event.id,
    eventType: event.type,
    state: 'pending',
    attempts: [],
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
    body: JSON.stringify({ type: event.type, timestamp: event.at, data: { id: event.id, ...event.data } }),
  };
}

/** Its id is the event's: sent once, however often the event is handed on. */
function mailJob(organization: string, event: RegctlEvent): NewQueuedJob {
  return {
    id: `task_${event.id}`,
    organization,
    type: 'mail.notice',
    subject: event.subject,
    payload: { id: event.id, type: event.type, subject: event.subject, at: event.at, data: event.data },
    visible: true,
  };
}
