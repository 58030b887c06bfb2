import type { BlobEntry, BlobStore } from '../../ports/blob-store.ts';
import { checkKey, inStore } from './failure.ts';

/** Keys that R2 lists, and deletes, at a time. */
const AT_A_TIME = 1_000;

/** The slice of an R2 bucket that is used. */
export interface R2BucketBinding {
  put(key: string, content: Uint8Array): Promise<unknown>;
  get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null>;
  list(options: { readonly prefix: string; readonly limit: number; readonly startAfter?: string }): Promise<{
    readonly objects: readonly { readonly key: string; readonly size: number }[];
    readonly truncated: boolean;
  }>;
  delete(keys: string[]): Promise<void>;
}

/** Keeps blobs in Workers R2, whose writes are seen by everybody at once. */
export function createR2BlobStore(bucket: R2BucketBinding): BlobStore {
  return {
    put: (key, content) =>
      inStore(`${key} could not be kept`, async () => {
        checkKey(key);
        await bucket.put(key, content);
      }),
    get: (key) =>
      inStore(`${key} could not be read`, async () => {
        checkKey(key);
        const found = await bucket.get(key);
        return found === null ? undefined : new Uint8Array(await found.arrayBuffer());
      }),
    list: (prefix, { after, limit }) =>
      inStore('blobs could not be listed', async () => {
        const entries: BlobEntry[] = [];
        for (let from = after; entries.length < limit;) {
          const startAfter = from === undefined ? {} : { startAfter: from };
          const page = await bucket.list({
            prefix,
            limit: Math.min(AT_A_TIME, limit - entries.length),
            ...startAfter,
          });
          entries.push(...page.objects.map(({ key, size }) => ({ key, octets: size })));
          from = entries.at(-1)?.key;
          // A page may have less than was asked for, and still not be the last.
          if (!page.truncated || page.objects.length === 0) break;
        }
        return entries;
      }),
    delete: (keys) =>
      inStore('blobs could not be deleted', async () => {
        for (const key of keys) checkKey(key);
        for (let at = 0; at < keys.length; at += AT_A_TIME)
          await bucket.delete(keys.slice(at, at + AT_A_TIME));
      }),
  };
}
