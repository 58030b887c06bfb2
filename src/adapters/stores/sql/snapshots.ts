import { canonicalJson, digestText } from '../../../core/canonical-json.ts';
import type { RRset } from '../../../core/rrset.ts';
import type { Snapshot, SnapshotStore } from '../../../ports/snapshot-store.ts';
import type { SqlDatabase, SqlRow, SqlStatement } from '../../../ports/sql-database.ts';
import { toPieces } from './pieces.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Statements of one batch; a zone of a million records has some 300 pieces. */
const PIECES_PER_BATCH = 50;

/** Keeps states of zones in a SQL database; content that is there already is not stored again. */
export function createSqlSnapshotStore(database: SqlDatabase): SnapshotStore {
  return {
    save: async (snapshot, rrsets) => {
      const body = rrsets.map((rrset) => JSON.stringify(rrset)).join('\n');
      // The zone's digest leaves the SOA record out; the content's own does not.
      const content = digestText(canonicalJson([snapshot.zone, body]));
      const pieces = toPieces(body);
      // They are written in their order, the end with the first snapshot that names them: where the end is, all is.
      const end = await database.first(
        sql('select piece from snapshot_content where content = ? and piece = ?', content, pieces.length - 1),
      );
      const last = end === undefined ? await saveContent(database, content, pieces) : [];
      // With the end of its content: a snapshot whose content is not whole is never there.
      await database.batch([
        ...last,
        sql(
          'insert into snapshots (id, account, zone, taken_at, moment, operation, reason, hash, content, records) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
          snapshot.id,
          snapshot.account,
          snapshot.zone,
          snapshot.takenAt,
          snapshot.moment,
          snapshot.operation,
          snapshot.reason,
          snapshot.hash,
          content,
          snapshot.records,
        ),
      ]);
    },
    list: async ({ zone, account, before, limit }) =>
      (
        await database.all(
          account === undefined
            ? sql(
                'select * from snapshots where zone = ? and (? is null or id < ?) order by id desc limit ?',
                zone,
                before ?? null,
                before ?? null,
                limit,
              )
            : sql(
                'select * from snapshots where account = ? and zone = ? and (? is null or id < ?) order by id desc limit ?',
                account,
                zone,
                before ?? null,
                before ?? null,
                limit,
              ),
        )
      ).map(fromRow),
    // The content stays: another save of the same state may be about to name it.
    delete: async (id) => {
      await database.run(sql('delete from snapshots where id = ?', id));
    },
    get: async (id) => {
      const row = await database.first(sql('select * from snapshots where id = ?', id));
      if (row === undefined) return undefined;
      const pieces = await database.all(
        sql(
          'select body from snapshot_content where content = ? order by piece',
          rowReader(row).text('content'),
        ),
      );
      return { snapshot: fromRow(row), rrsets: parseContent(pieces) };
    },
  };
}

/** Writes the pieces of a content, but for the last few, which it gives back. */
async function saveContent(
  database: SqlDatabase,
  content: string,
  pieces: readonly string[],
): Promise<readonly SqlStatement[]> {
  // Pieces of a save that was cut short have no snapshot that names them; they are written again.
  const inserts = pieces.map((piece, i) =>
    sql('insert or replace into snapshot_content (content, piece, body) values (?, ?, ?)', content, i, piece),
  );
  let at = 0;
  for (; at + PIECES_PER_BATCH < inserts.length; at += PIECES_PER_BATCH)
    await database.batch(inserts.slice(at, at + PIECES_PER_BATCH));
  return inserts.slice(at);
}

function parseContent(pieces: readonly SqlRow[]): RRset[] {
  const body = pieces.map((row) => rowReader(row).text('body')).join('');
  return body === '' ? [] : body.split('\n').map((line) => JSON.parse(line) as RRset);
}

function fromRow(row: SqlRow): Snapshot {
  const read = rowReader(row);
  return {
    id: read.text('id'),
    account: read.text('account'),
    zone: read.text('zone'),
    takenAt: read.text('taken_at'),
    moment: read.text('moment') as Snapshot['moment'],
    operation: read.textOrNull('operation'),
    reason: read.text('reason'),
    hash: read.text('hash'),
    records: read.number('records'),
  };
}
