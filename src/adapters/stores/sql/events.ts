import { makeId } from '../../../core/ids.ts';
import type { Json } from '../../../core/errors.ts';
import type { EventType, NewEvent, RegctlEvent } from '../../../core/events.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { EventOutbox } from '../../../ports/event-bus.ts';
import type { Random } from '../../../ports/random.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Writes events in the batch of the change that they tell of. */
export interface EventWriter {
  statements(events: readonly NewEvent[]): readonly SqlStatement[];
  /** To be called when the batch is written. */
  written(events: readonly NewEvent[]): Promise<void>;
}

/** What a store tells besides keeping it. */
export interface Telling<T> {
  readonly writer: EventWriter;
  readonly eventsOf: (value: T) => readonly NewEvent[];
}

/** Makes the writer of a database. @param onWritten - events wait to be handed on */
export function createEventWriter(clock: Clock, random: Random, onWritten: () => Promise<void>): EventWriter {
  return {
    statements: (events) =>
      events.map((event) => {
        const now = clock.now();
        return sql(
          'insert into events (id, type, subject, at, data, unique_key) values (?, ?, ?, ?, ?, ?) on conflict (unique_key) do nothing',
          makeId('evt', now, random.bytes(7)),
          event.type,
          event.subject,
          now.toISOString(),
          JSON.stringify(event.data),
          event.key ?? null,
        );
      }),
    written: async (events) => {
      if (events.length > 0) await onWritten();
    },
  };
}

/** Keeps events in a SQL database until they are handed on. */
export function createSqlEventOutbox(database: SqlDatabase, writer: EventWriter): EventOutbox {
  return {
    publish: async (events) => {
      await database.batch(writer.statements(events));
      await writer.written(events);
    },
    pending: async (limit) =>
      (await database.all(sql('select * from events where relayed = 0 order by id limit ?', limit))).map(
        fromRow,
      ),
    markRelayed: async (events) => {
      await database.run(
        sql(
          'update events set relayed = 1 where id in (select value from json_each(?))',
          JSON.stringify(events.map(({ id }) => id)),
        ),
      );
    },
    prune: async (before) =>
      (await database.run(sql('delete from events where relayed = 1 and at < ?', before.toISOString())))
        .changes,
  };
}

function fromRow(row: SqlRow): RegctlEvent {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    type: read.text('type') as EventType,
    subject: read.text('subject'),
    at: read.text('at'),
    data: read.json('data') as { readonly [field: string]: Json },
  };
}
