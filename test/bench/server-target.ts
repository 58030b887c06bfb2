// A server that test/bench/server.ts asks: `regctl`, or `bare`, which does the very SQL of one request of it in the shortest handler that can be written.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Hono } from 'hono';
import { listen } from '../../src/adapters/http/listen.ts';
import { openTestServer } from '../support/hosted.ts';

const PATH = '/api/v1/accounts';
const NO_LIMITS = { address: 1e9, wrongTokens: 1e9, organization: 1e9 };
const LOCAL = { host: '127.0.0.1', port: 0 };

interface Seen {
  readonly file: string;
  readonly sql: string;
  readonly values: readonly SQLInputValue[];
  readonly kind: 'get' | 'all' | 'run';
}

/** Every statement that is carried out while something listens. */
let listening: Seen[] | undefined;

/** Lets statements tell what they carry out, and in which database, which they do not say themselves. */
function tapStatements(): void {
  const databases = DatabaseSync.prototype;
  const prepare = Reflect.get(databases, 'prepare') as (text: string) => StatementSync;
  const tapped = function (this: DatabaseSync, text: string): StatementSync {
    const statement = Reflect.apply(prepare, this, [text]) as StatementSync;
    const file = this.location() ?? '';
    for (const kind of ['get', 'all', 'run'] as const) {
      const own = Reflect.get(statement, kind) as (...values: SQLInputValue[]) => unknown;
      const told = (...values: SQLInputValue[]): unknown => {
        listening?.push({ file, sql: text, values, kind });
        return Reflect.apply(own, statement, values);
      };
      Reflect.set(statement, kind, told);
    }
    return statement;
  };
  Reflect.set(databases, 'prepare', tapped);
}

async function bare(seen: readonly Seen[], token: string): Promise<string> {
  const databases = new Map<string, DatabaseSync>();
  for (const { file } of seen) databases.set(file, databases.get(file) ?? new DatabaseSync(file));
  const calls = seen.map(({ file, sql, values, kind }) => {
    const statement = databases.get(file)?.prepare(sql);
    return () => (statement === undefined ? undefined : statement[kind](...values));
  });
  const app = new Hono();
  app.get(PATH, (context) => {
    if (context.req.header('authorization') !== `Bearer ${token}`) return context.json({}, 401);
    return context.json(calls.map((call) => call()));
  });
  return (await listen((request) => app.fetch(request), LOCAL)).url;
}

// Only where they are listened to: what is measured is not slowed.
if (process.argv[2] === 'bare') tapStatements();
const server = await openTestServer({ socket: true, limits: NO_LIMITS });
const ask = (): Promise<Response> =>
  fetch(`${server.url}${PATH}`, { headers: { authorization: `Bearer ${server.token}` } });
// What is read once a process, and what is written once a minute, is not part of a request.
await ask();
const seen: Seen[] = [];
listening = seen;
await ask();
listening = undefined;
const url = process.argv[2] === 'bare' ? await bare(seen, server.token) : server.url;
process.stdout.write(
  `${JSON.stringify({ url: `${url}${PATH}`, token: server.token, statements: seen.length })}\n`,
);
process.once('SIGTERM', () => {
  void server.dispose().finally(() => process.exit(0));
});
