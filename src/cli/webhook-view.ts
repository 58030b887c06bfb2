import type { WebhookDelivery, WebhookEndpoint } from '../control-plane/background.ts';
import type { OutputField } from './command-record.ts';
import type { Column, Row } from './output/view.ts';

/** What every command about webhooks may end with. */
export const WEBHOOK_EXIT_CODES: { readonly [code: number]: string } = {
  4: 'you may not do this',
  5: 'no endpoint of that id',
  6: 'not to be had in local mode',
};

export const WEBHOOK_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the endpoint' },
  { name: 'url', description: 'address' },
  { name: 'events', description: 'which events it gets' },
  { name: 'description', description: 'what it is for' },
  { name: 'state', description: 'enabled or disabled' },
  { name: 'problem', description: 'why it was disabled, where nobody did it' },
  { name: 'createdAt', description: 'when it was made' },
  { name: 'updatedAt', description: 'last change' },
];

export const WEBHOOK_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'ID' },
  { field: 'url', header: 'URL' },
  { field: 'events', header: 'EVENTS' },
  { field: 'state', header: 'STATE' },
  { field: 'problem', header: 'PROBLEM' },
];

export function webhookRow(endpoint: WebhookEndpoint): Row {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    state: endpoint.state,
    problem: endpoint.problem,
    createdAt: endpoint.createdAt,
    updatedAt: endpoint.updatedAt,
  };
}

export const DELIVERY_FIELDS: readonly OutputField[] = [
  { name: 'id', description: 'id of the delivery' },
  { name: 'endpoint', description: 'id of the endpoint' },
  { name: 'event', description: 'id of the event, by which a receiver knows a message again' },
  { name: 'eventType', description: 'what happened' },
  { name: 'state', description: 'pending, delivered or failed' },
  { name: 'answer', description: 'HTTP status of the last attempt, or why there was none' },
  { name: 'attempts', description: 'each attempt: when, status, milliseconds, error' },
  { name: 'createdAt', description: 'when it was begun' },
  { name: 'updatedAt', description: 'last news' },
];

export const DELIVERY_COLUMNS: readonly Column[] = [
  { field: 'id', header: 'DELIVERY' },
  { field: 'createdAt', header: 'BEGUN' },
  { field: 'eventType', header: 'EVENT' },
  { field: 'endpoint', header: 'ENDPOINT' },
  { field: 'state', header: 'STATE' },
  { field: 'answer', header: 'ANSWER' },
];

export function deliveryRow(delivery: WebhookDelivery): Row {
  const last = delivery.attempts.at(-1);
  return {
    id: delivery.id,
    endpoint: delivery.endpoint,
    event: delivery.event,
    eventType: delivery.eventType,
    state: delivery.state,
    answer: last?.status ?? last?.error ?? null,
    attempts: delivery.attempts.map(({ at, status, durationMs, error }) => ({
      at,
      status,
      durationMs,
      error,
    })),
    createdAt: delivery.createdAt,
    updatedAt: delivery.updatedAt,
  };
}
