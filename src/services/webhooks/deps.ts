import type { Clock } from '../../ports/clock.ts';
import type { HttpClient } from '../../ports/http-client.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { Random } from '../../ports/random.ts';
import type { WebhookStore } from '../../ports/webhook-store.ts';

/** What the use cases around webhooks are handed. */
export interface WebhookDeps {
  readonly webhooks: WebhookStore;
  readonly queue: Pick<JobQueue, 'send'>;
  /** Reaches nothing private unless the operator allows it. */
  readonly http: HttpClient;
  /** Whether addresses may be private and unencrypted. */
  readonly allowPrivateAddresses: boolean;
  /** @throws RegctlError `PERMISSION_MISSING` where a host is private */
  readonly refuseHost: ((host: string) => Promise<void>) | undefined;
  readonly clock: Clock;
  readonly random: Random;
}
