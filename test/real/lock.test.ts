import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { currentProcess } from '../../src/adapters/process-info.ts';
import { createSqlLock } from '../../src/adapters/stores/sql/lock.ts';
import { openNodeDatabase } from '../../src/adapters/stores/sql/node.ts';
import { sql } from '../../src/adapters/stores/sql/statement.ts';

const HOLDER = fileURLToPath(new URL('../support/hold-lock.ts', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const path = (): string => join(folder, 'regctl.db');

describe('the lock', () => {
  const run = (mode: string): { done: Promise<number | null>; kill: () => void; held: Promise<void> } => {
    const child = spawn(process.execPath, [HOLDER, path(), join(folder, 'log'), mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return {
      done: new Promise((resolve) => child.once('close', resolve)),
      kill: () => child.kill('SIGKILL'),
      held: new Promise((resolve) => child.stdout.once('data', () => resolve())),
    };
  };

  it('lets one of many processes in at a time', async () => {
    const codes = await Promise.all(Array.from({ length: 8 }, () => run('once').done));
    expect(codes).toEqual(Array.from({ length: 8 }, () => 0));
    const log = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
    expect(log).toHaveLength(16);
    for (let i = 0; i < log.length; i += 2)
      expect(log[i]?.replace('in', '')).toBe(log[i + 1]?.replace('out', ''));
  });

  it('is free again soon after its holder was killed', async () => {
    const holder = run('forever');
    await holder.held;
    holder.kill();
    await holder.done;
    const startedAt = performance.now();
    expect(await run('once').done).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('refuses when the time is up, naming the holder', async () => {
    const holder = run('forever');
    await holder.held;
    const database = openNodeDatabase(path());
    const lock = createSqlLock(database, systemClock, currentProcess(), () => 'me');
    const told: string[] = [];
    await expect(
      lock.withLock('zone/a/b', { timeoutMs: 150, onWait: (by) => told.push(by) }, () => Promise.resolve()),
    ).rejects.toMatchObject({ code: 'LOCKED', reason: expect.stringContaining('pid') as unknown });
    expect(told).toHaveLength(1);
    await database.close();
    holder.kill();
    await holder.done;
  });
});

describe('the store', () => {
  it('is as strict as D1', async () => {
    const database = openNodeDatabase(path());
    await expect(database.run(sql('select ?'))).rejects.toThrow(/parameters/);
    await expect(database.run(sql('select ?', undefined as unknown as string))).rejects.toThrow(
      /cannot be bound/,
    );
    await expect(database.run(sql('select ?', 1n as unknown as number))).rejects.toThrow(/cannot be bound/);
    await expect(
      database.run(
        sql(
          `select ${Array.from({ length: 101 }, () => '?').join(',')}`,
          ...Array.from({ length: 101 }, () => 1),
        ),
      ),
    ).rejects.toThrow(/parameters/);
    await database.close();
  });

  it('carries a batch out whole or not at all', async () => {
    const database = openNodeDatabase(path());
    const insert = sql(
      "insert into zone_rules (account, zone, id, kind, body) values ('a', 'z', 'same', 'protect', '{}')",
    );
    await expect(database.batch([insert, insert])).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await database.all(sql('select * from zone_rules'))).toEqual([]);
    await database.close();
  });

  it('refuses one that a newer regctl wrote, and what is no store', async () => {
    const database = openNodeDatabase(path());
    await database.close();
    const { DatabaseSync } = await import('node:sqlite');
    const raw = new DatabaseSync(path());
    raw.exec('pragma user_version = 9999');
    raw.close();
    expect(() => openNodeDatabase(path())).toThrow(
      expect.objectContaining({ code: 'STORE_TOO_NEW' }) as Error,
    );
    writeFileSync(
      join(folder, 'other.db'),
      'this is no database, it is a text that is long enough to be looked at by the library',
    );
    expect(() => openNodeDatabase(join(folder, 'other.db'))).toThrow(
      expect.objectContaining({ code: 'STORE_FAILED' }) as Error,
    );
  });

  it('can be opened by many processes at once when it is new', async () => {
    appendFileSync(join(folder, 'log'), '');
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [HOLDER, path(), join(folder, 'log'), 'open']),
    );
    const codes = await Promise.all(
      children.map((child) => new Promise((resolve) => child.once('close', resolve))),
    );
    expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
