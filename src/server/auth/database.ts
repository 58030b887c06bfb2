import { createAdapterFactory, type CleanedWhere, type CustomAdapter } from 'better-auth/adapters';
import type { SqlDatabase, SqlRow, SqlStatement, SqlValue } from '../../ports/sql-database.ts';

/** Tables that are not named by the rule: a table of that name is something else here, or says little. */
const TABLES: { readonly [model: string]: string } = { account: 'sign_in_methods', jwks: 'signing_keys' };

/** Rows that a search gives at most where none is said. */
const MAX_ROWS = 10_000;

/** `oauthClient` → `oauth_clients`. */
export function tableOf(model: string): string {
  return TABLES[model] ?? `${columnOf(model)}s`;
}

/** `clientId` → `client_id`. A name comes from the library's schema, and is checked all the same: it is written into statements. */
export function columnOf(field: string): string {
  if (!/^[a-zA-Z][a-zA-Z0-9]{0,62}$/.test(field)) throw new TypeError(`${field} is no name of a field`);
  return field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/** Lets better-auth keep its rows in a SQL database of ours: every change that must happen once is one statement, since there is no open transaction. */
export function sqlAdapter(database: SqlDatabase): ReturnType<typeof createAdapterFactory> {
  return createAdapterFactory({
    config: {
      adapterId: 'regctl-sql',
      supportsDates: false,
      supportsBooleans: false,
      supportsJSON: false,
      supportsArrays: false,
      supportsNumericIds: false,
      transaction: false,
    },
    adapter: ({ getDefaultModelName }) =>
      statements(database, (model) => tableOf(getDefaultModelName(model))),
  });
}

function statements(database: SqlDatabase, table: (model: string) => string): CustomAdapter {
  const oneOf = (model: string, where: readonly CleanedWhere[]): Clause => {
    const clause = whereOf(where);
    return { sql: `id in (select id from ${table(model)}${clause.sql} limit 1)`, values: clause.values };
  };
  return {
    create: async ({ model, data }) => {
      const fields = Object.entries(data).filter(([, value]) => value !== undefined);
      const columns = fields.map(([field]) => columnOf(field)).join(', ');
      const marks = fields.map(() => '?').join(', ');
      const row = await database.first({
        sql: `insert into ${table(model)} (${columns}) values (${marks}) returning *`,
        values: fields.map(([, value]) => toSql(value)),
      });
      return fromRow(row ?? {}) as typeof data;
    },
    findOne: async ({ model, where }) => {
      const clause = whereOf(where);
      return fromRowOrNull(
        await database.first({
          sql: `select * from ${table(model)}${clause.sql} limit 1`,
          values: clause.values,
        }),
      );
    },
    findMany: async ({ model, where, limit, offset, sortBy }) => {
      const clause = whereOf(where ?? []);
      const order =
        sortBy === undefined
          ? ''
          : ` order by ${columnOf(sortBy.field)} ${sortBy.direction === 'desc' ? 'desc' : 'asc'}`;
      const rows = await database.all({
        sql: `select * from ${table(model)}${clause.sql}${order} limit ? offset ?`,
        values: [...clause.values, Math.min(limit, MAX_ROWS), offset ?? 0],
      });
      return rows.map(fromRow) as never[];
    },
    count: async ({ model, where }) => {
      const clause = whereOf(where ?? []);
      const row = await database.first({
        sql: `select count(*) as n from ${table(model)}${clause.sql}`,
        values: clause.values,
      });
      return Number(row?.['n'] ?? 0);
    },
    update: async ({ model, where, update }) => {
      const clause = oneOf(model, where);
      const set = assignments(update as object);
      return fromRowOrNull(
        await database.first({
          sql: `update ${table(model)} set ${set.sql} where ${clause.sql} returning *`,
          values: [...set.values, ...clause.values],
        }),
      );
    },
    updateMany: async ({ model, where, update }) => {
      const clause = whereOf(where);
      const set = assignments(update);
      return changesOf(database, {
        sql: `update ${table(model)} set ${set.sql}${clause.sql}`,
        values: [...set.values, ...clause.values],
      });
    },
    delete: async ({ model, where }) => {
      const clause = oneOf(model, where);
      await database.run({ sql: `delete from ${table(model)} where ${clause.sql}`, values: clause.values });
    },
    deleteMany: ({ model, where }) => {
      const clause = whereOf(where);
      return changesOf(database, { sql: `delete from ${table(model)}${clause.sql}`, values: clause.values });
    },
    consumeOne: async ({ model, where }) => {
      const clause = oneOf(model, where);
      return fromRowOrNull(
        await database.first({
          sql: `delete from ${table(model)} where ${clause.sql} returning *`,
          values: clause.values,
        }),
      );
    },
    incrementOne: async ({ model, where, increment, set }) => {
      const clause = oneOf(model, where);
      const absolute = assignments(set ?? {});
      const deltas = Object.entries(increment);
      const changes = [
        ...(absolute.sql === '' ? [] : [absolute.sql]),
        ...deltas.map(([field]) => `${columnOf(field)} = coalesce(${columnOf(field)}, 0) + ?`),
      ].join(', ');
      return fromRowOrNull(
        await database.first({
          sql: `update ${table(model)} set ${changes} where ${clause.sql} returning *`,
          values: [...absolute.values, ...deltas.map(([, delta]) => delta), ...clause.values],
        }),
      );
    },
  };
}

interface Clause {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

async function changesOf(database: SqlDatabase, statement: SqlStatement): Promise<number> {
  return (await database.run(statement)).changes;
}

function assignments(update: object): Clause {
  const fields = Object.entries(update).filter(([, value]) => value !== undefined);
  return {
    sql: fields.map(([field]) => `${columnOf(field)} = ?`).join(', '),
    values: fields.map(([, value]) => toSql(value)),
  };
}

/** All conditions that are joined by AND, and one of those that are joined by OR. */
function whereOf(where: readonly CleanedWhere[]): Clause {
  const all = where.filter(({ connector }) => connector === 'AND').map(conditionOf);
  const any = where.filter(({ connector }) => connector === 'OR').map(conditionOf);
  const parts = [
    ...all.map(({ sql }) => sql),
    ...(any.length === 0 ? [] : [`(${any.map(({ sql }) => sql).join(' or ')})`]),
  ];
  return {
    sql: parts.length === 0 ? '' : ` where ${parts.join(' and ')}`,
    values: [...all, ...any].flatMap(({ values }) => values),
  };
}

const COMPARISONS: { readonly [operator: string]: string } = {
  eq: '=',
  ne: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};

function conditionOf({ field, operator, value, mode }: CleanedWhere): Clause {
  const insensitive = mode === 'insensitive';
  const column = insensitive ? `lower(${columnOf(field)})` : columnOf(field);
  const bound = (item: unknown): SqlValue =>
    toSql(insensitive && typeof item === 'string' ? item.toLowerCase() : item);
  const comparison = COMPARISONS[operator ?? 'eq'];
  if (comparison !== undefined) {
    if (value !== null) return { sql: `${column} ${comparison} ?`, values: [bound(value)] };
    return { sql: `${column} is ${operator === 'ne' ? 'not ' : ''}null`, values: [] };
  }
  if (operator === 'in' || operator === 'not_in') {
    const list = JSON.stringify((Array.isArray(value) ? value : [value]).map(bound));
    return {
      sql: `${column} ${operator === 'in' ? 'in' : 'not in'} (select value from json_each(?))`,
      values: [list],
    };
  }
  // Patterns of LIKE are bounded on D1, and would have to be escaped.
  if (operator === 'contains') return { sql: `instr(${column}, ?) > 0`, values: [bound(value)] };
  if (operator === 'starts_with') return { sql: `instr(${column}, ?) = 1`, values: [bound(value)] };
  return { sql: `substr(${column}, -length(?)) = ?`, values: [bound(value), bound(value)] };
}

function toSql(value: unknown): SqlValue {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  return JSON.stringify(value);
}

function fromRow(row: SqlRow): { [field: string]: unknown } {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [fieldOf(column), value]));
}

function fromRowOrNull<T>(row: SqlRow | undefined): T | null {
  return row === undefined ? null : (fromRow(row) as T);
}

function fieldOf(column: string): string {
  return (
    SPECIAL_FIELDS[column] ?? column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  );
}

/** Fields that the rule does not give back. */
const SPECIAL_FIELDS: { readonly [column: string]: string } = { require_pkce: 'requirePKCE' };
