import type { D1Binding } from '../adapters/stores/sql/d1.ts';
import type { SqlCall, SqlReply } from '../adapters/stores/sql/durable.ts';

/** Objects of one class, each found by a name. */
export interface ObjectNamespace<T> {
  getByName(name: string): T;
}

/** What a Worker is bound to: see deploy/workers/wrangler.jsonc. */
export interface WorkerEnv {
  /** The directory: organizations, users, keys, vault, audit log. */
  readonly DB: D1Binding;
  /** The store of each organization, by its id. */
  readonly ORGANIZATIONS: ObjectNamespace<{ sql(call: SqlCall): Promise<SqlReply> }>;
}
