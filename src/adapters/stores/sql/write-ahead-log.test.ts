import type * as fs from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openNodeDatabase } from './node.ts';
import { sql } from './statement.ts';
import { shareSyncs } from './write-ahead-log.ts';

const disk = vi.hoisted(() => ({
  held: undefined as (() => void)[] | undefined,
  failure: null as Error | null,
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const fdatasync = (file: number, done: (error: Error | null) => void): void => {
    const sync = (): void => (disk.failure === null ? real.fdatasync(file, done) : done(disk.failure));
    if (disk.held === undefined) sync();
    else disk.held.push(sync);
  };
  return { ...real, fdatasync };
});

describe('syncs that are asked for at once', () => {
  const started: PromiseWithResolvers<void>[] = [];
  const sync = shareSyncs(() => {
    const one = Promise.withResolvers<void>();
    started.push(one);
    return one.promise;
  });
  afterEach(() => void started.splice(0));

  const begun = (count: number) => vi.waitFor(() => expect(started).toHaveLength(count));

  it('are one for all who came before it began, and another for who came since', async () => {
    const ended: string[] = [];
    const ask = (name: string): Promise<unknown> => sync().then(() => ended.push(name));
    const before = [ask('first'), ask('second')];
    await begun(1);
    const since = [ask('third'), ask('fourth')];
    started[0]?.resolve();
    await Promise.all(before);
    await begun(2);
    expect(ended).toEqual(['first', 'second']);
    started[1]?.resolve();
    await Promise.all(since);
    expect(ended).toEqual(['first', 'second', 'third', 'fourth']);
    expect(started).toHaveLength(2);
  });

  it('fail for those who wait for the one that fails, and for nobody else', async () => {
    const first = sync();
    await begun(1);
    const second = sync();
    started[0]?.reject(new Error('EIO'));
    await expect(first).rejects.toThrow('EIO');
    await begun(2);
    started[1]?.resolve();
    await expect(second).resolves.toBeUndefined();
    const third = sync();
    await begun(3);
    started[2]?.resolve();
    await third;
  });
});

describe('what is written to the store of this machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-wal-'));
  const database = openNodeDatabase(join(folder, 'regctl.db'));
  const put = (id: string) =>
    sql(
      'insert into locks (name, owner, host, pid, process_start, acquired_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
      id,
      'a',
      'b',
      1,
      'c',
      1,
      1,
    );
  afterEach(() => {
    disk.failure = null;
    disk.held = undefined;
  });

  it.each([
    ['a statement', () => database.run(put('run'))],
    ['a batch', () => database.batch([put('one'), put('two')])],
    [
      'a statement that gives rows',
      () => database.first({ ...put('first'), sql: `${put('').sql} returning name` }),
    ],
  ])('is told as written once it is on the disk: %s', async (_, write) => {
    disk.held = [];
    let isTold = false;
    const writing = write().then(() => (isTold = true));
    await vi.waitFor(() => expect(disk.held).toHaveLength(1));
    await database.all(sql('select name from locks'));
    expect(isTold).toBe(false);
    for (const sync of disk.held.splice(0)) sync();
    await writing;
    expect(isTold).toBe(true);
  });

  it('is no success where the disk refuses it', async () => {
    disk.failure = new Error('EIO: i/o error, fdatasync');
    await expect(database.run(put('lost'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
  });

  it('is not waited for by who reads', async () => {
    disk.held = [];
    await database.all(sql('select name from locks'));
    expect(disk.held).toHaveLength(0);
  });

  it('is not waited for where it need not survive', async () => {
    disk.held = [];
    expect(await database.run(put('passing'), 'passing')).toEqual({ changes: 1 });
    expect(disk.held).toHaveLength(0);
  });

  it('is closed only once it is on the disk', async () => {
    const writing = database.run(put('last'));
    await expect(Promise.all([writing, database.close()])).resolves.toEqual([{ changes: 1 }, undefined]);
    rmSync(folder, { recursive: true, force: true });
  });
});
