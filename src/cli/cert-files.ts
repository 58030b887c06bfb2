import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileFailure } from '../core/file-failure.ts';

/**
 * Writes a file that only the user may read, whole or not at all: beside it with mode 0600, synced, then renamed over it.
 *
 * @param shown - the path as the user gave it
 * @throws RegctlError `FILE_FAILED`
 */
export async function writeSecret(path: string, text: string, shown: string): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw fileFailure('write', shown, error);
  }
}
