import { isBlobKey } from '../../core/blob-key.ts';
import { invariant, isRegctlError, RegctlError } from '../../core/errors.ts';

/** No key leads out of a store: it is made by code, never by a person. */
export function checkKey(key: string): void {
  invariant(isBlobKey(key), 'a key of a blob is made of plain segments');
}

/** Carries out work on a store. @throws RegctlError `STORE_FAILED` */
export async function inStore<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRegctlError(error)) throw error;
    throw new RegctlError('STORE_FAILED', what, {
      reason: error instanceof Error ? error.message : String(error),
      hint: 'see whether the store of blobs has room and may be written',
      cause: error,
    });
  }
}
