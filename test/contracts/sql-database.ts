import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRegctlError } from '../../src/core/errors.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';
import type { SqlDatabase, SqlValue } from '../../src/ports/sql-database.ts';

/**
 * What every SqlDatabase promises, so that a statement that passes on one engine passes on the others.
 *
 * @param make - opens a migrated database of its own
 */
export function sqlDatabaseContract(name: string, make: () => Promise<SqlDatabase>): void {
  describe(`SQL database: ${name}`, () => {
    let database: SqlDatabase;
    beforeAll(async () => {
      database = await make();
      // Databases of one Worker outlive a suite.
      await database.run(sql('drop table if exists things'));
      await database.run(sql('drop table if exists parents'));
      await database.run(sql('create table parents (id text primary key) strict'));
      await database.run(
        sql(
          `create table things (id text primary key, number integer, share real, octets blob, label text unique,
             parent text references parents (id), amount integer check (amount > 0), note text not null default '') strict`,
        ),
      );
    });
    afterAll(() => database.close());

    let serial = 0;
    const put = async (column: string, value: SqlValue): Promise<string> => {
      const id = `t${String(++serial)}`;
      await database.run(sql(`insert into things (id, ${column}) values (?, ?)`, id, value));
      return id;
    };
    const get = async (column: string, id: string): Promise<unknown> =>
      (await database.first(sql(`select ${column} as value from things where id = ?`, id)))?.['value'];
    const count = async (): Promise<unknown> =>
      (await database.first(sql('select count(*) as n from things')))?.['n'];

    describe('binds', () => {
      it.each<[string, string, SqlValue]>([
        ['a text', 'note', 'plain'],
        ['an empty text', 'note', ''],
        ['text beyond the basic plane', 'note', 'größe 𝕏 日本'],
        ['quotes and question marks', 'note', `it's "?" -- ;`],
        ['zero', 'number', 0],
        ['the largest whole number', 'number', Number.MAX_SAFE_INTEGER],
        ['the smallest whole number', 'number', Number.MIN_SAFE_INTEGER],
        ['a fraction', 'share', 0.1],
        ['a number of 32 bits and more', 'number', 2 ** 32 + 1],
        ['null', 'number', null],
        ['octets', 'octets', Uint8Array.of(0, 1, 254, 255)],
        ['no octets', 'octets', new Uint8Array(0)],
      ])('%s, and gives it back as it was', async (_, column, value) => {
        expect(await get(column, await put(column, value))).toEqual(value);
      });

      it('a view of a larger buffer as what it shows', async () => {
        const view = Uint8Array.of(9, 1, 2, 3, 9).subarray(1, 4);
        expect(await get('octets', await put('octets', view))).toEqual(Uint8Array.of(1, 2, 3));
      });

      it.each<[string, unknown]>([
        ['undefined', undefined],
        ['a bigint', 1n],
        ['a date', new Date(0)],
        ['an object', {}],
        ['a list', ['a']],
        ['true', true],
        ['NaN', Number.NaN],
        ['infinity', Number.POSITIVE_INFINITY],
        ['an ArrayBuffer', new ArrayBuffer(1)],
      ])('not %s', async (_, value) => {
        await expect(put('note', value as SqlValue)).rejects.toBeInstanceOf(TypeError);
      });

      it('no fewer and no more values than the statement has', async () => {
        await expect(database.all(sql('select ? as a, ? as b', 1))).rejects.toBeInstanceOf(TypeError);
        await expect(database.all(sql('select ? as a', 1, 2))).rejects.toBeInstanceOf(TypeError);
        await expect(database.run(sql('delete from things where id = ?'))).rejects.toBeInstanceOf(TypeError);
      });

      it('100 values and no more', async () => {
        const select = (n: number) =>
          sql(
            `select ${Array.from({ length: n }, () => '?').join(' + ')} as total`,
            ...Array.from({ length: n }, () => 1),
          );
        expect(await database.first(select(100))).toEqual({ total: 100 });
        await expect(database.first(select(101))).rejects.toBeInstanceOf(TypeError);
      });

      it('a longer list as JSON', async () => {
        const list = JSON.stringify(Array.from({ length: 500 }, (_, i) => `x${String(i)}`));
        expect(await database.first(sql('select count(*) as n from json_each(?)', list))).toEqual({ n: 500 });
      });
    });

    describe('reads', () => {
      it('nothing where there is nothing', async () => {
        expect(await database.first(sql("select * from things where id = 'none'"))).toBeUndefined();
        expect(await database.all(sql("select * from things where id = 'none'"))).toEqual([]);
      });

      it('rows in the order asked for', async () => {
        const rows = await database.all(
          sql('select value as v from json_each(?) order by v desc', '[1,3,2]'),
        );
        expect(rows.map((row) => row['v'])).toEqual([3, 2, 1]);
      });

      it('no whole number that a number cannot hold', async () => {
        await expect(database.first(sql('select 9007199254740993 as big'))).rejects.toMatchObject({
          code: 'STORE_FAILED',
        });
      });

      it('what a statement that writes returns', async () => {
        const statement = sql("insert into things (id, number) values ('returned', 7) returning id, number");
        expect(await database.first(statement)).toEqual({ id: 'returned', number: 7 });
        expect(await get('number', 'returned')).toBe(7);
      });
    });

    describe('counts the rows that changed', () => {
      it('by a statement, those of indexes left out', async () => {
        const insert = sql(
          `insert into things (id, label) select 'c' || value, 'c' || value from json_each('[1,2,3]')`,
        );
        expect(await database.run(insert)).toEqual({ changes: 3 });
        expect(await database.run(sql("update things set number = 1 where id like 'c%'"))).toEqual({
          changes: 3,
        });
        expect(await database.run(sql("delete from things where id = 'c1'"))).toEqual({ changes: 1 });
      });

      it('as none where none did', async () => {
        expect(await database.run(sql("update things set number = 1 where id = 'none'"))).toEqual({
          changes: 0,
        });
        const again = sql("insert into things (id) values ('c2') on conflict do nothing");
        expect(await database.run(again)).toEqual({ changes: 0 });
      });

      it('with RETURNING too', async () => {
        const statement = sql("update things set number = 2 where id in ('c2', 'c3') returning id");
        expect(await database.run(statement)).toEqual({ changes: 2 });
      });

      it('of an upsert, whichever way it went', async () => {
        const upsert = sql(
          "insert into things (id, number) values ('up', 1) on conflict (id) do update set number = number + 1",
        );
        expect(await database.run(upsert)).toEqual({ changes: 1 });
        expect(await database.run(upsert)).toEqual({ changes: 1 });
        expect(await get('number', 'up')).toBe(2);
      });
    });

    describe('runs a batch', () => {
      it('as a whole, and tells what each statement changed', async () => {
        const results = await database.batch([
          sql("insert into things (id) values ('b1')"),
          sql("update things set number = 5 where id in ('b1', 'none')"),
          sql("delete from things where id = 'none'"),
        ]);
        expect(results).toEqual([{ changes: 1 }, { changes: 1 }, { changes: 0 }]);
      });

      it('or not at all', async () => {
        const before = await count();
        const half = [
          sql("insert into things (id) values ('half')"),
          sql("insert into things (id) values ('b1')"),
        ];
        expect(await codeOf(database.batch(half))).toBe('ALREADY_EXISTS');
        expect(await count()).toBe(before);
      });

      it('that a wrong value stops before it begins', async () => {
        const before = await count();
        const bad = [
          sql("insert into things (id) values ('half')"),
          sql('insert into things (id) values (?)', undefined as unknown as string),
        ];
        await expect(database.batch(bad)).rejects.toBeInstanceOf(TypeError);
        expect(await count()).toBe(before);
      });

      it('of nothing', async () => {
        expect(await database.batch([])).toEqual([]);
      });
    });

    describe('throws', () => {
      it.each([
        ['a primary key twice', "insert into parents (id) values ('p'), ('p')", 'ALREADY_EXISTS'],
        [
          'a unique value twice',
          "insert into things (id, label) values ('u1', 'u'), ('u2', 'u')",
          'ALREADY_EXISTS',
        ],
        [
          'a row whose parent is not there',
          "insert into things (id, parent) values ('f', 'none')",
          'CONFLICT',
        ],
        [
          'null where there must be a value',
          "insert into things (id, note) values ('n', null)",
          'STORE_FAILED',
        ],
        ['a value that a check refuses', "insert into things (id, amount) values ('a', -1)", 'STORE_FAILED'],
        ['a value of another type', "insert into things (id, number) values ('t', 'many')", 'STORE_FAILED'],
        ['a table that is not there', 'select * from nowhere', 'STORE_FAILED'],
        ['what is no SQL', 'selct 1', 'STORE_FAILED'],
      ])('for %s, by its code', async (_, text, code) => {
        const before = await count();
        expect(await codeOf(database.run({ sql: text, values: [] }))).toBe(code);
        expect(await count()).toBe(before);
      });

      it('for a parent that is deleted while something belongs to it', async () => {
        await database.run(sql("insert into parents (id) values ('held')"));
        await database.run(sql("insert into things (id, parent) values ('child', 'held')"));
        expect(await codeOf(database.run(sql("delete from parents where id = 'held'")))).toBe('CONFLICT');
      });
    });
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    return `no error but ${JSON.stringify(await work)}`;
  } catch (error) {
    if (isRegctlError(error)) return error.code;
    throw error;
  }
}

/** Every statement of the stores is one that the engine can prepare against the schema. */
export function storeStatementsContract(
  name: string,
  make: () => Promise<SqlDatabase>,
  statements: readonly { readonly place: string; readonly text: string }[],
): void {
  it(`${name} prepares every statement of the stores`, async () => {
    const database = await make();
    expect(statements.length).toBeGreaterThan(80);
    const refused: string[] = [];
    for (const { place, text } of statements) {
      const values = Array.from({ length: text.split('?').length - 1 }, () => null);
      await database
        .all({ sql: `explain ${text}`, values })
        .catch((error: unknown) =>
          refused.push(`${place}: ${String((error as { reason?: string }).reason)}`),
        );
    }
    expect(refused).toEqual([]);
    await database.close();
  });
}
