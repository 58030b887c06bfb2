import { isRegctlError, RegctlError } from '../../core/errors.ts';
import type { DeliveryAttempt, DeliveryWithBody, WebhookEndpoint } from '../../ports/webhook-store.ts';
import type { WebhookDeps } from './deps.ts';
import { webhookHeaders } from './sign.ts';

/** Milliseconds for one attempt. */
const TIMEOUT_MS = 15_000;
/** Seconds of the pauses between nine attempts: the last comes within 24 h, whatever chance adds. */
const PAUSES_S: readonly number[] = [5, 60, 300, 1_800, 7_200, 18_000, 25_200, 25_200];
/** Attempts that are remembered of one delivery. */
const MAX_LOGGED = 20;
/** HTTP 410: the receiver says that it wants no more. */
const GONE = 410;

type DeliverDeps = Pick<WebhookDeps, 'webhooks' | 'http' | 'clock'>;

/**
 * Makes one attempt at a delivery that is on its way.
 *
 * @param about - `since`: when the delivery was begun, or begun anew, RFC 3339; attempts before it count no more
 * @returns when to try again; undefined where there is nothing more to do
 */
export async function attemptDelivery(
  deps: DeliverDeps,
  organization: string,
  about: { readonly delivery: string; readonly since: string },
  signal: AbortSignal,
): Promise<Date | undefined> {
  const delivery = await deps.webhooks.delivery(organization, about.delivery);
  // It may have been made, or its endpoint deleted, before this job was run a second time.
  if (delivery?.state !== 'pending') return undefined;
  const endpoint = await deps.webhooks.get(organization, delivery.endpoint);
  if (endpoint?.state !== 'enabled') {
    await save(deps, delivery, 'failed', delivery.attempts);
    return undefined;
  }
  const attempt = await send(deps, endpoint, delivery, signal);
  const attempts = [...delivery.attempts, attempt].slice(-MAX_LOGGED);
  if (wasTaken(attempt)) {
    await save(deps, delivery, 'delivered', attempts);
    return undefined;
  }
  if (attempt.status === GONE) await disable(deps, endpoint, 'it answered 410 Gone');
  const made = attempts.filter(({ at }) => at >= about.since).length;
  const pause = attempt.status === GONE ? undefined : pauseAfter(made);
  await save(deps, delivery, pause === undefined ? 'failed' : 'pending', attempts);
  return pause === undefined ? undefined : new Date(deps.clock.now().getTime() + pause);
}

/** Sends a delivery once and tells what came of it. */
export async function send(
  deps: DeliverDeps,
  endpoint: WebhookEndpoint,
  delivery: DeliveryWithBody,
  signal?: AbortSignal,
): Promise<DeliveryAttempt> {
  const at = deps.clock.now();
  const secrets = await deps.webhooks.secrets(endpoint.organization, endpoint.id, at.toISOString());
  const done = (status: number | null, error: string | null): DeliveryAttempt => ({
    at: at.toISOString(),
    status,
    durationMs: deps.clock.now().getTime() - at.getTime(),
    error,
  });
  try {
    const { status } = await deps.http.send({
      method: 'POST',
      url: endpoint.url,
      headers: webhookHeaders(secrets, { id: delivery.event, at, body: delivery.body }),
      body: delivery.body,
      repeatable: false,
      timeoutMs: TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    return done(status, status >= 300 && status < 400 ? 'redirects are not followed' : null);
  } catch (error) {
    // Stopped by this server and no fault of the endpoint: the same attempt is made after the next start.
    if (!isRegctlError(error) || error.code === 'INTERRUPTED') throw error;
    return done(null, error.reason ?? error.message);
  }
}

/** Whether the receiver has it. */
export function wasTaken({ status }: DeliveryAttempt): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Gives a delivery of an organization. @throws RegctlError `NOT_FOUND` */
export async function getDelivery(
  deps: Pick<WebhookDeps, 'webhooks'>,
  organization: string,
  id: string,
): Promise<DeliveryWithBody> {
  const found = await deps.webhooks.delivery(organization, id);
  if (found !== undefined) return found;
  throw new RegctlError('NOT_FOUND', `delivery ${id} not found`, {
    reason: 'none of that id was made, or it was long ago',
    hint: 'regctl webhooks deliveries',
  });
}

function pauseAfter(attempts: number): number | undefined {
  const pause = PAUSES_S[attempts - 1];
  // A tenth by chance, so that the messages of one outage do not come back in step.
  return pause === undefined ? undefined : Math.round(pause * 1_000 * (1 + Math.random() / 10));
}

async function disable(deps: DeliverDeps, endpoint: WebhookEndpoint, problem: string): Promise<void> {
  const updatedAt = deps.clock.now().toISOString();
  await deps.webhooks.save({ ...endpoint, state: 'disabled', problem, updatedAt });
}

async function save(
  deps: DeliverDeps,
  delivery: DeliveryWithBody,
  state: DeliveryWithBody['state'],
  attempts: readonly DeliveryAttempt[],
): Promise<void> {
  await deps.webhooks.saveDelivery({
    ...delivery,
    state,
    attempts,
    updatedAt: deps.clock.now().toISOString(),
  });
}
