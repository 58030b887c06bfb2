import { reset } from 'cloudflare:test';
import { createR2BlobStore } from '../../src/adapters/blobs/r2.ts';
import { invariant } from '../../src/core/errors.ts';
import { blobStoreContract } from '../contracts/blob-store.ts';
import { env } from './env.ts';

blobStoreContract('R2', async () => {
  await reset();
  invariant(env.BLOBS !== undefined, 'the bucket is bound');
  return createR2BlobStore(env.BLOBS);
});
