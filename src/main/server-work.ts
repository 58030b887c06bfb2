import type { Turns } from '../adapters/queue/lease.ts';
import { createSqlJobQueue } from '../adapters/queue/sqlite.ts';
import { createSqlCertificateStore } from '../adapters/stores/sql/certificates.ts';
import { createEventWriter, createSqlEventOutbox } from '../adapters/stores/sql/events.ts';
import { createSqlJobStore } from '../adapters/stores/sql/jobs.ts';
import { createSqlNoticeRecipients } from '../adapters/stores/sql/notice-recipients.ts';
import { createSqlOperationStore } from '../adapters/stores/sql/operations.ts';
import { createSqlWebhookStore } from '../adapters/stores/sql/webhooks.ts';
import type { JobServer, ServerExports } from '../control-plane/jobs/job-type.ts';
import type { LocalDeps } from '../control-plane/local.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpClient } from '../ports/http-client.ts';
import type { JobQueue, NewQueuedJob } from '../ports/job-queue.ts';
import type { LiveState } from '../ports/live-state.ts';
import type { Mailer } from '../ports/mailer.ts';
import type { Observer } from '../ports/observer.ts';
import type { Random } from '../ports/random.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { liveQueue } from '../services/jobs/live-queue.ts';
import { eventsOfCertificate } from '../services/events/of-certificate.ts';
import { eventsOfOperation, eventsOfRequest } from '../services/events/of-change.ts';

export interface ServerWorkOptions {
  /** The directory: queue and webhooks are in it. */
  readonly database: SqlDatabase;
  readonly box: SecretBox;
  /** Reaches webhook endpoints. */
  readonly http: HttpClient;
  readonly allowPrivateAddresses: boolean;
  readonly refuseHost: ((host: string) => Promise<void>) | undefined;
  readonly mailer?: Mailer;
  readonly observer?: Observer;
  readonly exports?: ServerExports;
  /** Whose turn it was last, where this is made anew for each call. */
  readonly turns?: Turns;
  /** Where jobs tell how they go on. */
  readonly live: LiveState;
  readonly clock: Clock;
  readonly random: Random;
}

/** What a server does besides answering: its queue, and what jobs work with. */
export interface ServerWork {
  readonly queue: JobQueue;
  readonly live: LiveState;
  readonly server: JobServer;
  /** Stores of an organization that tell what they change. */
  readonly tellingStores: (
    organization: string,
    database: SqlDatabase,
  ) => Pick<LocalDeps, 'events' | 'exports' | 'jobs' | 'operations' | 'certificates'>;
  /** Lets somebody know of each job that is taken in. */
  readonly onSend: (listener: () => void) => void;
}

/** Joins the queue of a server and what its jobs work with. */
export function createServerWork(options: ServerWorkOptions): ServerWork {
  const { database, clock, random } = options;
  const sqlQueue = liveQueue(createSqlJobQueue(database, clock, random, options.turns), options.live, clock);
  let told = (): void => undefined;
  const queue: JobQueue = {
    ...sqlQueue,
    send: async (jobs: readonly NewQueuedJob[]) => {
      const taken = await sqlQueue.send(jobs);
      if (taken > 0) told();
      return taken;
    },
  };
  return {
    queue,
    live: options.live,
    server: {
      webhooks: { ...options, queue, webhooks: createSqlWebhookStore(database, options.box) },
      ...(options.mailer === undefined ? {} : { mailer: options.mailer }),
      ...(options.observer === undefined ? {} : { observer: options.observer }),
      ...(options.exports === undefined ? {} : { exports: options.exports }),
      recipients: createSqlNoticeRecipients(database),
    },
    tellingStores: (organization, store) => {
      const writer = createEventWriter(clock, random, async () => {
        await queue.send([relayJob(organization)]);
      });
      return {
        events: createSqlEventOutbox(store, writer),
        jobs: createSqlJobStore(store, { writer, eventsOf: eventsOfRequest }),
        certificates: createSqlCertificateStore(store, { writer, eventsOf: eventsOfCertificate }),
        operations: createSqlOperationStore(store, { writer, eventsOf: eventsOfOperation }),
        ...(options.exports === undefined ? {} : { exports: options.exports.of(organization) }),
      };
    },
    onSend: (listener) => {
      told = listener;
    },
  };
}

function relayJob(organization: string): NewQueuedJob {
  return {
    organization,
    type: 'events.relay',
    payload: {},
    uniqueKey: `events.relay/now/${organization}`,
    uniqueUntilBegun: true,
    priority: 2,
  };
}
