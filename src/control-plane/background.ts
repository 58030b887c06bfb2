import type { JobRecord, QueuedJobState } from '../ports/job-queue.ts';
import type { DeliveryAttempt, WebhookDelivery, WebhookEndpoint } from '../ports/webhook-store.ts';
import type { TaskCall } from '../services/jobs/tasks.ts';
import type { CreatedWebhook, NewWebhook, WebhookChange } from '../services/webhooks/manage.ts';

export type {
  CreatedWebhook,
  DeliveryAttempt,
  NewWebhook,
  QueuedJobState,
  WebhookChange,
  WebhookDelivery,
  WebhookEndpoint,
};

/** Work in the background, as people look at it. */
export type Task = Omit<JobRecord, 'organization' | 'payload'>;

export interface TaskFilter {
  readonly states?: readonly QueuedJobState[];
  /** Only what is older than this one. */
  readonly before?: string;
  readonly limit: number;
}

/** What the control plane does in the background. */
export interface TaskOperations {
  /** The newest first. */
  list(filter: TaskFilter): Promise<readonly Task[]>;
  /** @throws RegctlError `NOT_FOUND` */
  get(id: string): Promise<Task>;
  /** Waits for the end of one and tells how it goes on. @throws RegctlError `OPERATION_PENDING` at the time-out, `JOB_FAILED` */
  wait(id: string, options?: TaskCall): Promise<Task>;
  /** Lets a dead one begin anew. @throws RegctlError `CONFLICT` where it is not dead */
  retry(id: string): Promise<Task>;
  /** Ends one that does not run. @throws RegctlError `CONFLICT` where it runs or has ended */
  cancel(id: string): Promise<Task>;
}

/** Addresses that are told what happens. */
export interface WebhookOperations {
  list(): Promise<readonly WebhookEndpoint[]>;
  /** @throws RegctlError `NOT_FOUND`, in every call that names one */
  get(id: string): Promise<WebhookEndpoint>;
  /** The secret of the result is shown this once. */
  create(input: NewWebhook): Promise<CreatedWebhook>;
  update(id: string, change: WebhookChange): Promise<WebhookEndpoint>;
  /** A new secret, shown this once; the one before is good for another day. */
  rotateSecret(id: string): Promise<CreatedWebhook>;
  delete(id: string): Promise<void>;
  /** Sends a message at once and tells what came of it. */
  test(id: string): Promise<WebhookDelivery>;
  /** The newest first. */
  deliveries(filter: {
    readonly endpoint?: string;
    readonly before?: string;
    readonly limit: number;
  }): Promise<readonly WebhookDelivery[]>;
  /** Begins one delivery anew, or all that failed since a time. */
  replay(
    id: string,
    which: { readonly delivery?: string; readonly since?: string },
  ): Promise<readonly WebhookDelivery[]>;
}

/** What a control plane does by itself; absent where nothing runs in the background. */
export interface BackgroundPart {
  readonly tasks?: TaskOperations;
  readonly webhooks?: WebhookOperations;
}
