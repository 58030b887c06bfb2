import { connect } from 'cloudflare:sockets';
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../adapters/clock.ts';
import { createWindowCounter, type WindowCounter, type WindowStorage } from '../adapters/limits/durable.ts';
import { createLiveSubject, type LiveSubject } from '../adapters/live/subject.ts';
import { createStreamLogger } from '../adapters/logger.ts';
import {
  answerSqlCall,
  openDurableDatabase,
  type DurableStorage,
  type SqlCall,
  type SqlReply,
} from '../adapters/stores/sql/durable.ts';
import type { LiveNews } from '../ports/live-state.ts';
import type { RequestAllowance } from '../ports/request-limiter.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import type { KeptKeys } from '../server/issuer-keys.ts';
import { build } from './build.ts';
import { answerRequest, type WorkerAppOptions } from './worker-app.ts';
import type { WorkerEnv } from './worker-env.ts';
import { runWorkerSchedules, workOffJobs } from './worker-jobs.ts';

/** The store of one organization. */
export class OrganizationObject extends DurableObject {
  readonly #storage: DurableStorage;
  readonly #database: SqlDatabase;

  constructor(state: { readonly storage: DurableStorage }, env: unknown) {
    super(state, env);
    this.#storage = state.storage;
    this.#database = openDurableDatabase(state.storage);
  }

  sql(call: SqlCall): Promise<SqlReply> {
    return answerSqlCall(this.#database, call);
  }

  /** Empties it for good; who still calls finds no table. */
  clear(): Promise<void> {
    return this.#storage.deleteAll();
  }
}

/** The requests of one caller. */
export class LimitObject extends DurableObject {
  readonly #counter: WindowCounter;

  constructor(state: { readonly storage: WindowStorage }, env: unknown) {
    super(state, env);
    this.#counter = createWindowCounter(state.storage, systemClock);
  }

  take(perMinute: number): Promise<RequestAllowance> {
    return this.#counter.take(perMinute);
  }

  alarm(): Promise<void> {
    return this.#counter.forget();
  }
}

/** How one job goes on, for those who wait for it. It keeps nothing: an object that rests has nobody waiting. */
export class LiveObject extends DurableObject {
  readonly #subject: LiveSubject = createLiveSubject();

  tell(news: Omit<LiveNews, 'count'>): Promise<void> {
    return Promise.resolve(this.#subject.tell(news));
  }

  hear(known: number | undefined, forMs: number): Promise<LiveNews | undefined> {
    return this.#subject.hear(known, forMs);
  }
}

/** How the queue of messages that could not be worked on ends. */
const DEAD_LETTERS = '-dead';

// oxlint-disable-next-line no-console -- what a Worker prints is its log
const logger = createStreamLogger((line) => console.log(line), { verbose: true, debug: false });

/** Plain data: asked of an issuer again and again it would cost each request two more. */
const keptIssuers = new Map<string, KeptKeys>();

interface Call {
  waitUntil(work: Promise<unknown>): void;
}

function optionsOf(env: WorkerEnv, call: Call): WorkerAppOptions {
  return {
    env,
    connect,
    logger,
    keptIssuers,
    version: build?.version ?? 'unknown',
    outlive: (work) => call.waitUntil(work),
  };
}

export default {
  fetch: (request: Request, env: WorkerEnv, call: Call): Promise<Response> =>
    answerRequest(optionsOf(env, call), request),

  /** A message that cannot be worked on comes back later; after that it is counted here, and the jobs wait for the next minute. */
  queue: async (batch: { readonly queue: string }, env: WorkerEnv, call: Call): Promise<void> => {
    if (batch.queue.endsWith(DEAD_LETTERS))
      return logger.warn('jobs could not be looked at', { queue: batch.queue });
    await workOffJobs(optionsOf(env, call));
  },

  scheduled: (_: unknown, env: WorkerEnv, call: Call): Promise<void> =>
    runWorkerSchedules(optionsOf(env, call)),
};
