import { RegctlError } from '../../../core/errors.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Lock } from '../../../ports/lock.ts';
import type { SqlDatabase } from '../../../ports/sql-database.ts';
import { rowReader } from './row.ts';
import { sql } from './statement.ts';

/** Milliseconds that a lease lasts without renewal: longer than any pause of a healthy process, shorter than a person's patience. */
const LEASE_MS = 15_000;
/** Renewed thrice in its life, so that two renewals may fail. */
const RENEW_MS = LEASE_MS / 3;
/** Milliseconds between two tries, half of it by chance, so that many waiters do not try in step. */
const RETRY_MS = 50;

/** The process that asks for locks, and what it can find out about others on the same machine. */
export interface LockOwner {
  readonly host: string;
  readonly pid: number;
  /** Tells one process from a later one of the same number. */
  readonly processStart: string;
  /** The start of a process on this machine; undefined when there is none of that number. */
  startOf(pid: number): string | undefined;
}

/**
 * Makes locks of rows with leases. A lease whose process is gone from this machine is taken over at once, one from elsewhere when it has run out.
 *
 * @param token - unique for each call
 */
export function createSqlLock(
  database: SqlDatabase,
  clock: Clock,
  owner: LockOwner,
  token: () => string,
): Lock {
  return {
    withLock: async (name, options, work) => {
      const mine = token();
      await acquire(database, clock, owner, { name, mine, ...options });
      const renewal = setInterval(() => {
        // A renewal that fails is made up for by the next; the lease outlasts two of them.
        void renew(database, clock, name, mine).catch(() => undefined);
      }, RENEW_MS);
      renewal.unref();
      try {
        return await work();
      } finally {
        clearInterval(renewal);
        await database.run(sql('delete from locks where name = ? and owner = ?', name, mine), 'passing');
      }
    },
  };
}

interface Request {
  readonly name: string;
  readonly mine: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onWait?: (holder: string) => void;
}

async function acquire(
  database: SqlDatabase,
  clock: Clock,
  owner: LockOwner,
  request: Request,
): Promise<void> {
  const giveUpAt = clock.now().getTime() + request.timeoutMs;
  let told = false;
  for (;;) {
    if (await tryAcquire(database, clock, owner, request)) return;
    const holder = await holderOf(database, owner, request.name);
    if (holder === undefined) continue;
    if (holder.isDead) {
      await database.run(
        sql('delete from locks where name = ? and owner = ?', request.name, holder.token),
        'passing',
      );
      continue;
    }
    if (clock.now().getTime() >= giveUpAt) throw locked(request, holder.description);
    if (!told) request.onWait?.(holder.description);
    told = true;
    await clock.sleep(RETRY_MS / 2 + Math.random() * (RETRY_MS / 2), request.signal);
  }
}

async function tryAcquire(
  database: SqlDatabase,
  clock: Clock,
  owner: LockOwner,
  { name, mine }: Request,
): Promise<boolean> {
  const now = clock.now().getTime();
  const { changes } = await database.run(
    sql(
      `insert into locks (name, owner, host, pid, process_start, acquired_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)
       on conflict (name) do update set owner = excluded.owner, host = excluded.host, pid = excluded.pid,
         process_start = excluded.process_start, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
       where locks.expires_at < excluded.acquired_at and locks.host <> excluded.host`,
      name,
      mine,
      owner.host,
      owner.pid,
      owner.processStart,
      now,
      now + LEASE_MS,
    ),
    'passing',
  );
  return changes > 0;
}

async function renew(database: SqlDatabase, clock: Clock, name: string, mine: string): Promise<void> {
  await database.run(
    sql(
      'update locks set expires_at = ? where name = ? and owner = ?',
      clock.now().getTime() + LEASE_MS,
      name,
      mine,
    ),
    'passing',
  );
}

async function holderOf(
  database: SqlDatabase,
  owner: LockOwner,
  name: string,
): Promise<{ token: string; isDead: boolean; description: string } | undefined> {
  const row = await database.first(sql('select * from locks where name = ?', name));
  if (row === undefined) return undefined;
  const read = rowReader(row);
  const pid = read.number('pid');
  const host = read.text('host');
  const isDead = host === owner.host && owner.startOf(pid) !== read.text('process_start');
  const since = new Date(read.number('acquired_at')).toISOString();
  return { token: read.text('owner'), isDead, description: `pid ${pid} on ${host} since ${since}` };
}

function locked(request: Request, holder: string): RegctlError {
  return new RegctlError(
    'LOCKED',
    `${request.name.replace(/^zone\/[^/]*\//, 'zone ')} is held by another regctl`,
    {
      reason: `${holder} works on it; waited ${request.timeoutMs / 1000} s`,
      hint: 'try again when it has finished, or wait longer with `--timeout 5m`',
    },
  );
}
