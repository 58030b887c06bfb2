/** An address of an organization that is told what happens. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly organization: string;
  readonly url: string;
  /** Which events it gets: `*`, `domain.*`, or types. */
  readonly events: readonly string[];
  readonly description: string | null;
  readonly state: 'enabled' | 'disabled';
  /** Why it was disabled, where nobody did it by hand. */
  readonly problem: string | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What came of one attempt. */
export interface DeliveryAttempt {
  readonly at: string;
  /** HTTP status of the answer; null where there was none. */
  readonly status: number | null;
  readonly durationMs: number;
  readonly error: string | null;
}

/** One event on its way to one endpoint. */
export interface WebhookDelivery {
  readonly id: string;
  readonly organization: string;
  readonly endpoint: string;
  readonly event: string;
  readonly eventType: string;
  readonly state: 'pending' | 'delivered' | 'failed';
  /** The oldest first; of very many the last ones. */
  readonly attempts: readonly DeliveryAttempt[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A delivery with the text that is sent. */
export interface DeliveryWithBody extends WebhookDelivery {
  readonly body: string;
}

/**
 * Keeps endpoints, their secrets sealed, and what was sent to them. Ids of other organizations are as good as none. `addDeliveries` keeps those that are new:
 * one for each event and endpoint; `deliveries` gives the newest first.
 */
export interface WebhookStore {
  /** False where the organization has `most`, however many are made at the same time. */
  create(endpoint: WebhookEndpoint, secret: string, most: number): Promise<boolean>;
  list(organization: string): Promise<readonly WebhookEndpoint[]>;
  get(organization: string, id: string): Promise<WebhookEndpoint | undefined>;
  save(endpoint: WebhookEndpoint): Promise<void>;
  delete(organization: string, id: string): Promise<boolean>;
  /** The secrets to sign with: the present one, and the one before while it is still good. */
  secrets(organization: string, id: string, at: string): Promise<readonly string[]>;
  /** Exchanges the secret; the one before stays good until a time. */
  rotate(organization: string, id: string, secret: string, previousUntil: string): Promise<boolean>;
  addDeliveries(deliveries: readonly DeliveryWithBody[]): Promise<void>;
  /** Ids of deliveries of some events that are still on their way. */
  pendingOf(organization: string, events: readonly string[]): Promise<readonly string[]>;
  deliveries(
    organization: string,
    filter: { readonly endpoint?: string; readonly before?: string; readonly limit: number },
  ): Promise<readonly WebhookDelivery[]>;
  delivery(organization: string, id: string): Promise<DeliveryWithBody | undefined>;
  saveDelivery(delivery: WebhookDelivery): Promise<void>;
  pruneDeliveries(before: string, limit: number): Promise<number>;
}
