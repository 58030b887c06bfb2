import { connect } from 'cloudflare:sockets';
import { DurableObject } from 'cloudflare:workers';
import { systemClock } from '../adapters/clock.ts';
import { createWindowCounter, type WindowCounter, type WindowStorage } from '../adapters/limits/durable.ts';
import { createStreamLogger } from '../adapters/logger.ts';
import {
  answerSqlCall,
  openDurableDatabase,
  type DurableStorage,
  type SqlCall,
  type SqlReply,
} from '../adapters/stores/sql/durable.ts';
import type { RequestAllowance } from '../ports/request-limiter.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';
import { answerRequest } from './worker-app.ts';
import type { WorkerEnv } from './worker-env.ts';

/** The store of one organization. */
export class OrganizationObject extends DurableObject {
  readonly #database: SqlDatabase;

  constructor(state: { readonly storage: DurableStorage }, env: unknown) {
    super(state, env);
    this.#database = openDurableDatabase(state.storage);
  }

  sql(call: SqlCall): Promise<SqlReply> {
    return answerSqlCall(this.#database, call);
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

// oxlint-disable-next-line no-console -- what a Worker prints is its log
const logger = createStreamLogger((line) => console.log(line), { verbose: true, debug: false });
const common = { connect, logger, version: '0.0.0' };

export default {
  fetch: (request: Request, env: WorkerEnv): Promise<Response> => answerRequest({ ...common, env }, request),
};
