import type { SecretBox } from '../../../ports/secret-box.ts';
import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import type { WebhookEndpoint, WebhookStore } from '../../../ports/webhook-store.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';
import { createSqlDeliveries } from './webhook-deliveries.ts';

/** Keeps webhook endpoints in a SQL database, their secrets in the vault. */
export function createSqlWebhookStore(database: SqlDatabase, box: SecretBox): WebhookStore {
  const seal = (organization: string, id: string, secret: string): Promise<string> =>
    box.seal(organization, `webhook/${id}`, secret);
  return {
    ...createSqlDeliveries(database),
    create: async (endpoint, secret, most) => {
      const { changes } = await database.run(
        sql(
          `insert into webhook_endpoints (id, organization_id, url, events, description, state, problem, sealed_secret, created_at, updated_at)
           select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
           where (select count(*) from webhook_endpoints where organization_id = ?) < ?`,
          endpoint.id,
          endpoint.organization,
          endpoint.url,
          JSON.stringify(endpoint.events),
          endpoint.description,
          endpoint.state,
          endpoint.problem,
          await seal(endpoint.organization, endpoint.id, secret),
          endpoint.createdAt,
          endpoint.updatedAt,
          endpoint.organization,
          most,
        ),
      );
      return changes > 0;
    },
    list: async (organization) =>
      (
        await database.all(
          sql('select * from webhook_endpoints where organization_id = ? order by id', organization),
        )
      ).map(fromRow),
    get: async (organization, id) => {
      const row = await database.first(oneOf(organization, id));
      return row === undefined ? undefined : fromRow(row);
    },
    save: async (endpoint) => {
      await database.run(
        sql(
          'update webhook_endpoints set url = ?, events = ?, description = ?, state = ?, problem = ?, updated_at = ? where id = ? and organization_id = ?',
          endpoint.url,
          JSON.stringify(endpoint.events),
          endpoint.description,
          endpoint.state,
          endpoint.problem,
          endpoint.updatedAt,
          endpoint.id,
          endpoint.organization,
        ),
      );
    },
    delete: async (organization, id) => {
      const { changes } = await database.run(
        sql('delete from webhook_endpoints where id = ? and organization_id = ?', id, organization),
      );
      return changes > 0;
    },
    secrets: async (organization, id, at) => {
      const row = await database.first(oneOf(organization, id));
      if (row === undefined) return [];
      const read = rowReader(row);
      const previous = read.textOrNull('previous_sealed_secret');
      const isGood = previous !== null && (read.textOrNull('previous_until') ?? '') > at;
      const sealed = [read.text('sealed_secret'), ...(isGood ? [previous] : [])];
      return Promise.all(sealed.map((text) => box.open(organization, `webhook/${id}`, text)));
    },
    rotate: async (organization, id, secret, previousUntil) => {
      const { changes } = await database.run(
        sql(
          'update webhook_endpoints set previous_sealed_secret = sealed_secret, previous_until = ?, sealed_secret = ? where id = ? and organization_id = ?',
          previousUntil,
          await seal(organization, id, secret),
          id,
          organization,
        ),
      );
      return changes > 0;
    },
  };
}

function oneOf(organization: string, id: string): ReturnType<typeof sql> {
  return sql('select * from webhook_endpoints where id = ? and organization_id = ?', id, organization);
}

function fromRow(row: SqlRow): WebhookEndpoint {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization_id'),
    url: read.text('url'),
    events: read.json('events') as readonly string[],
    description: read.textOrNull('description'),
    state: read.text('state') as WebhookEndpoint['state'],
    problem: read.textOrNull('problem'),
    createdAt: read.text('created_at'),
    updatedAt: read.text('updated_at'),
  };
}
