import { RegctlError } from '../../core/errors.ts';
import { isEventFilter } from '../../core/events.ts';
import { makeId } from '../../core/ids.ts';
import type { NewQueuedJob } from '../../ports/job-queue.ts';
import type { DeliveryWithBody, WebhookDelivery, WebhookEndpoint } from '../../ports/webhook-store.ts';
import { limitReached, limitsOf, type LimitDeps } from '../identity/limits.ts';
import { getDelivery, send, wasTaken } from './deliver.ts';
import type { WebhookDeps } from './deps.ts';
import { makeWebhookSecret } from './sign.ts';

/** Milliseconds that the secret before is good for after a rotation: a day to put the new one in place. */
const OVERLAP_MS = 86_400_000;
/** Deliveries that are begun anew at a time. */
const MAX_REPLAYED = 1_000;

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly string[];
  readonly description?: string;
}

/** What changes; what is not given stays. */
export interface WebhookChange extends Partial<NewWebhook> {
  readonly state?: WebhookEndpoint['state'];
}

/** An endpoint with the secret that its receiver checks signatures with, shown this once. */
export interface CreatedWebhook extends WebhookEndpoint {
  readonly secret: string;
}

/** Adds an endpoint. @throws RegctlError `INVALID_INPUT`, `PERMISSION_MISSING` for a private address, `LIMIT_REACHED` */
export async function createWebhook(
  deps: WebhookDeps & LimitDeps,
  organization: string,
  input: NewWebhook,
): Promise<CreatedWebhook> {
  await checkUrl(deps, input.url);
  checkEvents(input.events);
  const now = deps.clock.now();
  const endpoint: WebhookEndpoint = {
    id: makeId('hook', now, deps.random.bytes(7)),
    organization,
    url: input.url,
    events: input.events,
    description: input.description ?? null,
    state: 'enabled',
    problem: null,
    createdAt: now.toISOString(),
    updatedAt: now.toISOString(),
  };
  const secret = makeWebhookSecret(deps.random);
  const { webhooks } = await limitsOf(deps, organization);
  if (await deps.webhooks.create(endpoint, secret, webhooks)) return { ...endpoint, secret };
  throw limitReached('webhooks', webhooks, `webhook endpoint ${input.url} was not made`);
}

/** Gives an endpoint. @throws RegctlError `NOT_FOUND` */
export async function getWebhook(
  deps: Pick<WebhookDeps, 'webhooks'>,
  organization: string,
  id: string,
): Promise<WebhookEndpoint> {
  const found = await deps.webhooks.get(organization, id);
  if (found !== undefined) return found;
  throw new RegctlError('NOT_FOUND', `webhook endpoint ${id} not found`, {
    reason: 'the organization has none of that id',
    hint: 'regctl webhooks list',
  });
}

/** Changes an endpoint; one that was disabled because it was gone can be enabled again. */
export async function updateWebhook(
  deps: WebhookDeps,
  organization: string,
  id: string,
  change: WebhookChange,
): Promise<WebhookEndpoint> {
  const endpoint = await getWebhook(deps, organization, id);
  if (change.url !== undefined) await checkUrl(deps, change.url);
  if (change.events !== undefined) checkEvents(change.events);
  const changed: WebhookEndpoint = {
    ...endpoint,
    ...change,
    problem: change.state === 'enabled' ? null : endpoint.problem,
    updatedAt: deps.clock.now().toISOString(),
  };
  await deps.webhooks.save(changed);
  return changed;
}

/** Exchanges the secret; for a day messages are signed with both. */
export async function rotateWebhookSecret(
  deps: WebhookDeps,
  organization: string,
  id: string,
): Promise<CreatedWebhook> {
  const endpoint = await getWebhook(deps, organization, id);
  const secret = makeWebhookSecret(deps.random);
  const until = new Date(deps.clock.now().getTime() + OVERLAP_MS).toISOString();
  await deps.webhooks.rotate(organization, id, secret, until);
  return { ...endpoint, secret };
}

/** Sends a test message at once, and once, and tells what came of it. */
export async function testWebhook(
  deps: WebhookDeps,
  organization: string,
  id: string,
  signal?: AbortSignal,
): Promise<WebhookDelivery> {
  const endpoint = await getWebhook(deps, organization, id);
  const now = deps.clock.now();
  const at = now.toISOString();
  const delivery: DeliveryWithBody = {
    id: makeId('dlv', now, deps.random.bytes(7)),
    organization,
    endpoint: id,
    event: makeId('evt', now, deps.random.bytes(7)),
    eventType: 'webhook.test',
    state: 'failed',
    attempts: [],
    createdAt: at,
    updatedAt: at,
    body: JSON.stringify({ type: 'webhook.test', timestamp: at, data: { endpoint: id } }),
  };
  await deps.webhooks.addDeliveries([delivery]);
  const attempt = await send(deps, endpoint, delivery, signal);
  const { body: _, ...saved } = {
    ...delivery,
    state: wasTaken(attempt) ? ('delivered' as const) : delivery.state,
    attempts: [attempt],
    updatedAt: deps.clock.now().toISOString(),
  };
  await deps.webhooks.saveDelivery(saved);
  return saved;
}

/** Begins deliveries anew: one, or all of an endpoint that failed since a time. The receiver knows them by the ids that they had. */
export async function replayDeliveries(
  deps: WebhookDeps,
  organization: string,
  which: { readonly endpoint: string; readonly delivery?: string; readonly since?: string },
): Promise<readonly WebhookDelivery[]> {
  const endpoint = await getWebhook(deps, organization, which.endpoint);
  const { since = '' } = which;
  const found =
    which.delivery === undefined
      ? (await deps.webhooks.deliveries(organization, { endpoint: endpoint.id, limit: MAX_REPLAYED })).filter(
          ({ state, createdAt }) => state === 'failed' && createdAt >= since,
        )
      : [await deliveryOf(deps, organization, endpoint, which.delivery)];
  const updatedAt = deps.clock.now().toISOString();
  const begun = found.map((one): WebhookDelivery => ({ ...one, state: 'pending', updatedAt }));
  for (const one of begun) await deps.webhooks.saveDelivery(one);
  await deps.queue.send(begun.map((one) => deliverJob(organization, one.id, updatedAt)));
  return begun;
}

/** The job that makes a delivery. */
export function deliverJob(organization: string, delivery: string, since: string): NewQueuedJob {
  return {
    organization,
    type: 'webhooks.deliver',
    payload: { delivery, since },
    uniqueKey: `webhooks.deliver/${delivery}`,
    priority: 1,
  };
}

async function deliveryOf(
  deps: WebhookDeps,
  organization: string,
  endpoint: WebhookEndpoint,
  id: string,
): Promise<WebhookDelivery> {
  const { body: _, ...delivery } = await getDelivery(deps, organization, id);
  if (delivery.endpoint === endpoint.id) return delivery;
  throw new RegctlError('NOT_FOUND', `delivery ${id} not found`, {
    reason: `it did not go to ${endpoint.id}`,
    hint: `regctl webhooks deliveries ${endpoint.id}`,
  });
}

/** A receiver is reached over TLS, and by no private address: a server stands inside a network that its users do not. */
async function checkUrl(deps: WebhookDeps, text: string): Promise<void> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isSafe = url?.protocol === 'https:' || (deps.allowPrivateAddresses && url?.protocol === 'http:');
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '') {
    throw new RegctlError('INVALID_INPUT', `${text} cannot be a webhook endpoint`, {
      reason: 'it must be an https:// URL without a user or password in it',
      hint: 'such as https://example.org/hooks/regctl',
    });
  }
  await deps.refuseHost?.(url.hostname);
}

function checkEvents(filters: readonly string[]): void {
  const unknown = filters.find((filter) => !isEventFilter(filter));
  if (unknown === undefined && filters.length > 0) return;
  throw new RegctlError('INVALID_INPUT', `there is no event ${unknown ?? ''}`.trim(), {
    reason: 'a filter is `*`, a noun such as `domain.*`, or a type',
    hint: 'see `regctl help events`',
  });
}
