import type { SqlDatabase, SqlRow } from '../../../ports/sql-database.ts';
import type { DeliveryAttempt, WebhookDelivery, WebhookStore } from '../../../ports/webhook-store.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

type Deliveries = Pick<
  WebhookStore,
  'addDeliveries' | 'pendingOf' | 'deliveries' | 'delivery' | 'saveDelivery' | 'pruneDeliveries'
>;

/** Keeps in a SQL database what was sent to webhook endpoints. */
export function createSqlDeliveries(database: SqlDatabase): Deliveries {
  return {
    addDeliveries: async (deliveries) => {
      await database.batch(
        deliveries.map((one) =>
          sql(
            `insert into webhook_deliveries (id, organization_id, endpoint_id, event_id, event_type, body, state, attempts, created_at, updated_at)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (endpoint_id, event_id) do nothing`,
            one.id,
            one.organization,
            one.endpoint,
            one.event,
            one.eventType,
            one.body,
            one.state,
            JSON.stringify(one.attempts),
            one.createdAt,
            one.updatedAt,
          ),
        ),
      );
    },
    pendingOf: async (organization, events) => {
      const rows = await database.all(
        sql(
          "select id from webhook_deliveries where organization_id = ? and state = 'pending' and event_id in (select value from json_each(?)) order by id",
          organization,
          JSON.stringify(events),
        ),
      );
      return rows.map((row) => rowReader(row).text('id'));
    },
    deliveries: async (organization, { endpoint, before, limit }) => {
      const rows = await database.all(
        sql(
          'select * from webhook_deliveries where organization_id = ? and (? is null or endpoint_id = ?) and (? is null or id < ?) order by id desc limit ?',
          organization,
          endpoint ?? null,
          endpoint ?? null,
          before ?? null,
          before ?? null,
          limit,
        ),
      );
      return rows.map(fromRow);
    },
    delivery: async (organization, id) => {
      const row = await database.first(
        sql('select * from webhook_deliveries where id = ? and organization_id = ?', id, organization),
      );
      return row === undefined ? undefined : { ...fromRow(row), body: rowReader(row).text('body') };
    },
    saveDelivery: async (one) => {
      await database.run(
        sql(
          'update webhook_deliveries set state = ?, attempts = ?, updated_at = ? where id = ? and organization_id = ?',
          one.state,
          JSON.stringify(one.attempts),
          one.updatedAt,
          one.id,
          one.organization,
        ),
      );
    },
    pruneDeliveries: async (before, limit) => {
      const { changes } = await database.run(
        sql(
          "delete from webhook_deliveries where id in (select id from webhook_deliveries where state <> 'pending' and updated_at < ? limit ?)",
          before,
          limit,
        ),
      );
      return changes;
    },
  };
}

function fromRow(row: SqlRow): WebhookDelivery {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    organization: read.text('organization_id'),
    endpoint: read.text('endpoint_id'),
    event: read.text('event_id'),
    eventType: read.text('event_type'),
    state: read.text('state') as WebhookDelivery['state'],
    attempts: read.json('attempts') as readonly DeliveryAttempt[],
    createdAt: read.text('created_at'),
    updatedAt: read.text('updated_at'),
  };
}
