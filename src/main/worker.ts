import { DurableObject } from 'cloudflare:workers';
import {
  answerSqlCall,
  openDurableDatabase,
  type DurableStorage,
  type SqlCall,
  type SqlReply,
} from '../adapters/stores/sql/durable.ts';
import type { SqlDatabase } from '../ports/sql-database.ts';

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

export default {
  fetch: () => new Response('not yet'),
};
