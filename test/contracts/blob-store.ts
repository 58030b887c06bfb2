import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/ports/blob-store.ts';

/** What holds of a store of blobs, wherever it keeps them. */
export function blobStoreContract(name: string, open: () => Promise<BlobStore>): void {
  describe(`blobs: ${name}`, () => {
    let store: BlobStore;
    beforeEach(async () => {
      store = await open();
    });
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const text = async (key: string): Promise<string | undefined> => {
      const found = await store.get(key);
      return found === undefined ? undefined : new TextDecoder().decode(found);
    };
    const keys = async (prefix: string, page: { readonly after?: string; readonly limit?: number } = {}) =>
      (await store.list(prefix, { limit: 100, ...page })).map(({ key }) => key);

    it('are there whole once they are put, replaced, and gone once they are deleted', async () => {
      expect(await text('a/b.zone')).toBeUndefined();
      await store.put('a/b.zone', bytes('one'));
      expect(await text('a/b.zone')).toBe('one');
      await store.put('a/b.zone', bytes('two, and longer'));
      expect(await text('a/b.zone')).toBe('two, and longer');
      await store.put('a/b.zone', bytes('3'));
      expect(await text('a/b.zone')).toBe('3');
      await store.delete(['a/b.zone', 'a/nothing']);
      expect(await text('a/b.zone')).toBeUndefined();
      expect(await keys('')).toEqual([]);
      await store.delete([]);
    });

    it('are any octets, none and many', async () => {
      const many = new Uint8Array(3 * 1024 * 1024).map((_, index) => (index * 31) % 256);
      await store.put('many', many);
      await store.put('none', new Uint8Array());
      const read = await store.get('many');
      expect(read?.length).toBe(many.length);
      expect(read?.every((octet, index) => octet === many[index])).toBe(true);
      expect(await store.get('none')).toEqual(new Uint8Array());
      expect(await store.list('', { limit: 10 })).toEqual([
        { key: 'many', octets: many.length },
        { key: 'none', octets: 0 },
      ]);
    });

    it('are listed in the order of their keys, page by page, and below a prefix alone', async () => {
      const all = ['a-b/1', 'a.b/1', 'a/1', 'a/2/x', 'a/2-x', 'a/2.x', 'a0/1', 'b/1', '%41/1', 'a_/1'];
      for (const key of all) await store.put(key, bytes(key));
      const sorted = all.toSorted();
      expect(await keys('')).toEqual(sorted);
      const paged: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await keys('', { limit: 3, ...(after === undefined ? {} : { after }) });
        paged.push(...page);
        after = page.at(-1);
        if (page.length < 3) break;
      }
      expect(paged).toEqual(sorted);
      expect(await keys('a/')).toEqual(sorted.filter((key) => key.startsWith('a/')));
      expect(await keys('a/2')).toEqual(['a/2-x', 'a/2.x', 'a/2/x']);
      expect(await keys('a/', { after: 'a/2.x' })).toEqual(['a/2/x']);
      expect(await keys('nothing/')).toEqual([]);
    });

    // R2's page holds 1,000; each is a sync of the disk, where the disk is slow.
    it('are listed when there are more than a page of the store has', { timeout: 60_000 }, async () => {
      const many = Array.from({ length: 1_100 }, (_, i) => `many/${String(i).padStart(4, '0')}`);
      for (let at = 0; at < many.length; at += 50)
        await Promise.all(many.slice(at, at + 50).map((key) => store.put(key, new Uint8Array(1))));
      expect(await keys('many/', { limit: 2_000 })).toEqual(many);
      await store.delete(many);
      expect(await keys('many/')).toEqual([]);
    });

    it('that several put at a time are one of them, and never a mixture', async () => {
      const values = Array.from({ length: 8 }, (_, i) => String(i).repeat(50_000));
      await Promise.all(values.map((value) => store.put('contended', bytes(value))));
      expect(values).toContain(await text('contended'));
      expect(await keys('')).toEqual(['contended']);
    });

    it.each(['', '/', '../a', 'a/../b', 'a//b', '/a', 'a/', 'A', 'a/.part-1', 'a\\b', 'a\u0000b', 'ä'])(
      'have no key like %j',
      async (key) => {
        await expect(store.put(key, new Uint8Array())).rejects.toThrow('plain segments');
        await expect(store.get(key)).rejects.toThrow('plain segments');
        await expect(store.delete([key])).rejects.toThrow('plain segments');
      },
    );
  });
}
