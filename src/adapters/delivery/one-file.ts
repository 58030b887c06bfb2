import { basename, dirname, join } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { fileFailure } from '../../core/file-failure.ts';
import type { DeliveryFiles } from './delivery-files.ts';

/** Writes one file, mode 0600, in the place of the one before, at once. */
export async function deliverFile(
  files: DeliveryFiles,
  path: string,
  content: string | Uint8Array,
): Promise<string> {
  const beside = join(dirname(path), `.${basename(path)}.new`);
  try {
    await files.makeFolder(dirname(path));
    // What a run that died has left.
    await files.remove(beside);
    await files.writeFile(beside, content);
    await files.rename(beside, path);
    await files.syncFolder(dirname(path));
    return `${path} written`;
  } catch (error) {
    throw fileFailure('write', path, error);
  }
}

/** The key, which this place needs. @throws RegctlError `INVALID_INPUT` */
export function requireKey(keyPem: string | null, name: string): string {
  if (keyPem !== null) return keyPem;
  throw new RegctlError('INVALID_INPUT', `the key of ${name} is not here`, {
    reason: 'the certificate was issued for a request made elsewhere',
    hint: 'deliver its files, which can lie without the key',
  });
}
