import type * as fs from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openNodeDatabase } from './node.ts';
import { sql } from './statement.ts';
import { shareSyncs } from './write-ahead-log.ts';

const disk = vi.hoisted(() => ({
  held: undefined as (() => void)[] | undefined,
  failure: null as Error | null,
  /** Files that cannot be opened now. */
  tooMany: 0,
}));

vi.mock('node:fs', async (original) => {
  const real = await original<typeof fs>();
  const fdatasync = (file: number, done: (error: Error | null) => void): void => {
    const sync = (): void => (disk.failure === null ? real.fdatasync(file, done) : done(disk.failure));
    if (disk.held === undefined) sync();
    else disk.held.push(sync);
  };
  const open = (path: string, flags: string, done: (error: Error | null, file?: number) => void): void => {
    if (disk.tooMany-- > 0) done(new Error('EMFILE: too many open files'));
    else real.open(path, flags, done);
  };
  return { ...real, fdatasync, open };
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
    disk.tooMany = 0;
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

  describe('for the first time', () => {
    const place = mkdtempSync(join(tmpdir(), 'regctl-wal-'));
    afterAll(() => rmSync(place, { recursive: true, force: true }));

    it('is written also where it is closed at the same moment', async () => {
      const path = join(place, 'closed.db');
      await openNodeDatabase(path).close();
      const fresh = openNodeDatabase(path);
      const ends = await Promise.all([fresh.run(put('one')), fresh.run(put('two')), fresh.close()]);
      expect(ends).toEqual([{ changes: 1 }, { changes: 1 }, undefined]);
      const again = openNodeDatabase(path);
      expect(await again.all(sql('select name from locks order by name'))).toEqual([
        { name: 'one' },
        { name: 'two' },
      ]);
      await again.close();
    });

    it('goes to the log of the file that a link leads to', async () => {
      mkdirSync(join(place, 'real'));
      await openNodeDatabase(join(place, 'real', 'linked.db')).close();
      symlinkSync(join(place, 'real', 'linked.db'), join(place, 'linked.db'));
      const linked = openNodeDatabase(join(place, 'linked.db'));
      expect(await linked.run(put('through'))).toEqual({ changes: 1 });
      await linked.close();
    });

    it('fails where the log cannot be opened, and the next time no more', async () => {
      const fresh = openNodeDatabase(join(place, 'busy.db'));
      disk.tooMany = 1;
      await expect(fresh.run(put('one'))).rejects.toMatchObject({ code: 'STORE_FAILED' });
      expect(await fresh.run(put('two'))).toEqual({ changes: 1 });
      await fresh.close();
    });
  });
});
