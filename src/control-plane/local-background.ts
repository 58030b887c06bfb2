import type { JobQueue, JobRecord } from '../ports/job-queue.ts';
import type { LiveState } from '../ports/live-state.ts';
import type { LimitDeps } from '../services/identity/limits.ts';
import { cancelTask, getTask, retryTask, waitForTask } from '../services/jobs/tasks.ts';
import type { WebhookDeps } from '../services/webhooks/deps.ts';
import {
  createWebhook,
  getWebhook,
  replayDeliveries,
  rotateWebhookSecret,
  testWebhook,
  updateWebhook,
} from '../services/webhooks/manage.ts';
import type { BackgroundPart, Task, WebhookOperations } from './background.ts';

export interface BackgroundDeps extends WebhookDeps, LimitDeps {
  readonly queue: JobQueue;
  /** Where jobs tell how they go on. */
  readonly live?: LiveState;
}

/** Background work and webhooks of an organization, by the services of this process. */
export function backgroundOperations(deps: BackgroundDeps, organization: string): Required<BackgroundPart> {
  return {
    tasks: {
      list: async (filter) => (await deps.queue.list(organization, filter)).map(shown),
      get: async (id) => shown(await getTask(deps, organization, id)),
      wait: async (id, options) => shown(await waitForTask(deps, organization, id, options)),
      retry: async (id) => shown(await retryTask(deps, organization, id)),
      cancel: async (id) => shown(await cancelTask(deps, organization, id)),
    },
    webhooks: webhookOperations(deps, organization),
  };
}

function webhookOperations(deps: BackgroundDeps, organization: string): WebhookOperations {
  return {
    list: () => deps.webhooks.list(organization),
    get: (id) => getWebhook(deps, organization, id),
    create: (input) => createWebhook(deps, organization, input),
    update: (id, change) => updateWebhook(deps, organization, id, change),
    rotateSecret: (id) => rotateWebhookSecret(deps, organization, id),
    delete: async (id) => {
      await getWebhook(deps, organization, id);
      await deps.webhooks.delete(organization, id);
    },
    test: (id) => testWebhook(deps, organization, id),
    deliveries: (filter) => deps.webhooks.deliveries(organization, filter),
    replay: (id, which) => replayDeliveries(deps, organization, { ...which, endpoint: id }),
  };
}

/** What of a job is nobody's business but its handler's is left out. */
function shown(job: JobRecord): Task {
  return {
    id: job.id,
    type: job.type,
    subject: job.subject,
    attempts: job.attempts,
    failures: job.failures,
    state: job.state,
    progress: job.progress,
    result: job.result,
    lastError: job.lastError,
    runAt: job.runAt,
    createdAt: job.createdAt,
    updatedAt: job.updatedAt,
  };
}
