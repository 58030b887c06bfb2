import * as z from 'zod';
import type {
  CreatedWebhook,
  DeliveryAttempt,
  NewWebhook,
  WebhookChange,
  WebhookDelivery,
  WebhookEndpoint,
} from '../background.ts';
import { line, word, type Operation, type Shape } from './operation.ts';
import { time } from './values.ts';
import { limit } from './zones.ts';

/** Filters of one endpoint. */
const MAX_FILTERS = 50;

const url = z.string().min(1).max(2_000);
const filters = z.array(word).min(1).max(MAX_FILTERS);
const state = z.enum(['enabled', 'disabled']);

const endpointShape = {
  id: word,
  organization: word,
  url: z.string(),
  events: z.array(z.string()),
  description: z.string().nullable(),
  state,
  problem: z.string().nullable(),
  createdAt: time,
  updatedAt: time,
} satisfies Shape<WebhookEndpoint>;
const endpoint: z.ZodType<WebhookEndpoint> = z.object(endpointShape);
const withSecret: z.ZodType<CreatedWebhook> = z.object({
  ...endpointShape,
  secret: z.string(),
} satisfies Shape<CreatedWebhook>);

const delivery: z.ZodType<WebhookDelivery> = z.object({
  id: word,
  organization: word,
  endpoint: word,
  event: word,
  eventType: z.string(),
  state: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.array(
    z.object({
      at: time,
      status: z.number().nullable(),
      durationMs: z.number(),
      error: z.string().nullable(),
    } satisfies Shape<DeliveryAttempt>),
  ),
  createdAt: time,
  updatedAt: time,
} satisfies Shape<WebhookDelivery>);

interface ById {
  readonly id: string;
}
const byId = z.strictObject({ id: word } satisfies Shape<ById>);

interface DeliveryFilter {
  readonly endpoint?: string;
  readonly before?: string;
  readonly limit: number;
}
interface Replay extends ById {
  readonly delivery?: string;
  readonly since?: string;
}

/** Webhook endpoints and what was sent to them, over HTTP. */
export const webhookContract: {
  readonly list: Operation<object, readonly WebhookEndpoint[]>;
  readonly get: Operation<ById, WebhookEndpoint>;
  readonly create: Operation<NewWebhook, CreatedWebhook>;
  readonly update: Operation<WebhookChange & ById, WebhookEndpoint>;
  readonly rotateSecret: Operation<ById, CreatedWebhook>;
  readonly delete: Operation<ById, null>;
  readonly test: Operation<ById, WebhookDelivery>;
  readonly deliveries: Operation<DeliveryFilter, readonly WebhookDelivery[]>;
  readonly replay: Operation<Replay, readonly WebhookDelivery[]>;
} = {
  list: {
    id: 'webhooks.list',
    summary: 'List webhook endpoints',
    method: 'GET',
    path: '/webhooks',
    scope: 'organization:read',
    input: z.strictObject({}),
    output: z.array(endpoint),
    errors: [],
  },
  get: {
    id: 'webhooks.get',
    summary: 'Show a webhook endpoint',
    method: 'GET',
    path: '/webhooks/{id}',
    scope: 'organization:read',
    input: byId,
    output: endpoint,
    errors: ['NOT_FOUND'],
  },
  create: {
    id: 'webhooks.create',
    summary: 'Add a webhook endpoint; its secret is shown this once',
    method: 'POST',
    path: '/webhooks',
    scope: 'organization:write',
    input: z.strictObject({
      url,
      events: filters,
      description: line.exactOptional(),
    } satisfies Shape<NewWebhook>),
    output: withSecret,
    secret: true,
    errors: ['LIMIT_REACHED'],
  },
  update: {
    id: 'webhooks.update',
    summary: 'Change a webhook endpoint; what is not given stays',
    method: 'PATCH',
    path: '/webhooks/{id}',
    scope: 'organization:write',
    input: z.strictObject({
      id: word,
      url: url.exactOptional(),
      events: filters.exactOptional(),
      description: line.exactOptional(),
      state: state.exactOptional(),
    } satisfies Shape<WebhookChange & ById>),
    output: endpoint,
    errors: ['NOT_FOUND'],
  },
  rotateSecret: {
    id: 'webhooks.rotateSecret',
    summary: 'Give a webhook endpoint a new secret; the one before is good for another day',
    method: 'POST',
    path: '/webhooks/{id}/rotate-secret',
    scope: 'organization:write',
    input: byId,
    output: withSecret,
    secret: true,
    errors: ['NOT_FOUND'],
  },
  delete: {
    id: 'webhooks.delete',
    summary: 'Delete a webhook endpoint with its deliveries',
    method: 'DELETE',
    path: '/webhooks/{id}',
    scope: 'organization:write',
    input: byId,
    output: z.null(),
    errors: ['NOT_FOUND'],
  },
  test: {
    id: 'webhooks.test',
    summary: 'Send a test message to a webhook endpoint',
    method: 'POST',
    path: '/webhooks/{id}/test',
    scope: 'organization:write',
    input: byId,
    output: delivery,
    errors: ['NOT_FOUND'],
  },
  deliveries: {
    id: 'webhooks.deliveries',
    summary: 'List what was sent to webhook endpoints, the newest first',
    method: 'GET',
    path: '/webhook-deliveries',
    scope: 'organization:read',
    input: z.strictObject({
      endpoint: word.exactOptional(),
      before: word.exactOptional(),
      limit,
    } satisfies Shape<DeliveryFilter>),
    output: z.array(delivery),
    query: { endpoint: 'text', before: 'text', limit: 'integer' },
    errors: [],
  },
  replay: {
    id: 'webhooks.replay',
    summary: 'Begin deliveries anew: one, or all that failed',
    method: 'POST',
    path: '/webhooks/{id}/replay',
    scope: 'organization:write',
    input: z.strictObject({
      id: word,
      delivery: word.exactOptional(),
      since: time.exactOptional(),
    } satisfies Shape<Replay>),
    output: z.array(delivery),
    errors: ['NOT_FOUND'],
  },
};
