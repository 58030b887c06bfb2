import { describe, expect, it } from 'vitest';
import type { CredentialStore } from '../../src/ports/credential-store.ts';

/** What every store of secrets promises (src/ports/credential-store.ts). */
export function credentialStoreContract(name: string, store: () => CredentialStore): void {
  describe(`credential store: ${name}`, () => {
    it('knows nothing of an account that was never set', async () => {
      expect(await store().get('nobody')).toBeUndefined();
    });

    it('gives back what was set, whatever the characters', async () => {
      const credentials = { key: 'sécrèt "x" \\ \n', other: '💩' };
      await store().set('main', credentials);
      expect(await store().get('main')).toEqual(credentials);
    });

    it('replaces the whole', async () => {
      await store().set('main', { a: '1', b: '2' });
      await store().set('main', { a: '3' });
      expect(await store().get('main')).toEqual({ a: '3' });
    });

    it('keeps accounts apart', async () => {
      await store().set('one', { a: '1' });
      await store().set('two', { a: '2' });
      await store().delete('one');
      expect([await store().get('one'), await store().get('two')]).toEqual([undefined, { a: '2' }]);
    });

    it('deletes what is not there without a word', async () => {
      await expect(store().delete('nobody')).resolves.toBeUndefined();
    });
  });
}
