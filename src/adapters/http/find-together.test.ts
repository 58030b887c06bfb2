import { describe, expect, it } from 'vitest';
import { RegctlError } from '../../core/errors.ts';
import { findTogether, type Find } from './find-together.ts';

interface Thing {
  readonly name: string;
  readonly id: number;
}

/** Things of which one has a name twice, in pages of ten; `asked` says what was asked for. */
function subject(
  count: number,
  refusal?: RegctlError,
): { find: Find<Thing>; asked: string[]; things: Thing[] } {
  const things = Array.from({ length: count }, (_, id) => ({ name: `t${String(id % (count - 1))}`, id }));
  const asked: string[] = [];
  const find = findTogether<Thing>({
    one: async (name, signal) => {
      asked.push(name);
      await turn(signal);
      return things.filter((thing) => thing.name === name);
    },
    all: async (most, signal) => {
      for (let page = 0; page * 10 < things.length; page++) {
        if (page >= most) return undefined;
        asked.push(`page ${String(page)}`);
        if (refusal !== undefined) throw refusal;
        await turn(signal);
      }
      return things;
    },
    nameOf: (thing) => thing.name,
  });
  return { find, asked, things };
}

function turn(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => (signal?.aborted === true ? reject(new Error('stopped')) : resolve()));
  });
}

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `t${String(i)}`);

describe('finding by name', () => {
  it('asks for one by its name', async () => {
    const { find, asked } = subject(30);
    expect(await find('t7')).toEqual([{ name: 't7', id: 7 }]);
    expect(await find('none')).toEqual([]);
    expect(asked).toEqual(['t7', 'none']);
  });

  it('asks for many with the list of all, and finds what is there twice or not at all', async () => {
    const { find, asked } = subject(30);
    const found = await Promise.all([...names(29), 'none', 't0'].map((name) => find(name)));
    expect(found.map((things) => things.map(({ id }) => id))).toEqual([
      [0, 29],
      ...names(29)
        .slice(1)
        .map((_, i) => [i + 1]),
      [],
      [0, 29],
    ]);
    expect(asked).toEqual(['t0', 'page 0', 'page 1', 'page 2']);
  });

  it('lists at once where there is nothing else, and once for all who ask meanwhile', async () => {
    let lists = 0;
    const find = findTogether<Thing>({
      all: async () => {
        lists += 1;
        await turn(undefined);
        return [{ name: 't1', id: 1 }];
      },
      nameOf: (thing) => thing.name,
    });
    const found = await Promise.all(['t1', 'none', 't1', 't2'].map((name) => find(name)));
    expect(found.map((things) => things.length)).toEqual([1, 0, 1, 0]);
    expect(lists).toBe(2);
  });

  it('does not read a long list for a few names', async () => {
    const { find, asked } = subject(1_000);
    const found = await Promise.all(names(9).map((name) => find(name)));
    expect(found.flat()).toHaveLength(10);
    expect(asked.filter((each) => each.startsWith('page'))).toHaveLength(4);
    expect(asked.filter((each) => each.startsWith('t'))).toHaveLength(9);
  });

  it('asks again for what was asked before', async () => {
    const { find, things } = subject(30);
    expect(await find('new')).toEqual([]);
    things.push({ name: 'new', id: 99 });
    expect(await find('new')).toHaveLength(1);
  });

  it('asks one by one where it may not list', async () => {
    const { find, asked } = subject(30, new RegctlError('PERMISSION_MISSING', 'no list'));
    expect((await Promise.all(names(9).map((name) => find(name)))).flat()).toHaveLength(10);
    expect(asked).toHaveLength(10);
  });

  it('fails for everybody where the list fails, and works afterwards', async () => {
    const { find } = subject(30, new RegctlError('NETWORK', 'gone'));
    const settled = await Promise.allSettled(names(9).map((name) => find(name)));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', ...Array<string>(8).fill('rejected')]);
    expect(await find('t7')).toHaveLength(1);
  });

  it('lets go who is stopped, and goes on for the others', async () => {
    const { find } = subject(30);
    const [mine, theirs] = [new AbortController(), new AbortController()];
    const all = names(9).map((name, i) => find(name, (i % 2 === 0 ? mine : theirs).signal));
    mine.abort();
    const settled = await Promise.allSettled(all);
    expect(settled.map(({ status }) => status)).toEqual(
      names(9).map((_, i) => (i % 2 === 0 ? 'rejected' : 'fulfilled')),
    );
    expect(settled[0]).toMatchObject({ reason: { code: 'INTERRUPTED' } });
  });

  it('stops when everybody is', async () => {
    const { find, asked } = subject(100);
    const stop = new AbortController();
    const all = names(20).map((name) => find(name, stop.signal));
    stop.abort();
    expect((await Promise.allSettled(all)).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(find('t7', stop.signal)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(asked.length).toBeLessThan(4);
  });
});
