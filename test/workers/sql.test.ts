import { applyD1Migrations } from 'cloudflare:test';
import { beforeAll } from 'vitest';
import { createD1Database } from '../../src/adapters/stores/sql/d1.ts';
import { remoteDatabase } from '../../src/adapters/stores/sql/durable.ts';
import type { SqlDatabase } from '../../src/ports/sql-database.ts';
import { env } from './env.ts';
import { operationStoreContract } from '../contracts/operation-store.ts';
import { sqlDatabaseContract, storeStatementsContract } from '../contracts/sql-database.ts';

beforeAll(() => applyD1Migrations(env.DB, env.MIGRATIONS));

const d1 = (): Promise<SqlDatabase> => Promise.resolve(createD1Database(env.DB));
const session = (): Promise<SqlDatabase> =>
  Promise.resolve(createD1Database(env.DB.withSession('first-primary')));
const durable = (): Promise<SqlDatabase> => {
  const object = env.ORGANIZATIONS.getByName(crypto.randomUUID());
  return Promise.resolve(remoteDatabase((call) => object.sql(call)));
};

sqlDatabaseContract('D1', d1);
sqlDatabaseContract('a session of D1', session);
sqlDatabaseContract('a Durable Object', durable);
storeStatementsContract('D1', d1, env.STATEMENTS);
storeStatementsContract('a Durable Object', durable, env.STATEMENTS);
operationStoreContract('D1', d1);
operationStoreContract('a Durable Object', durable);
