import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getRawAsset } from 'node:sea';
import { brotliDecompressSync } from 'node:zlib';
import { makeFolder } from '../adapters/make-folder.ts';
import type { Keyring } from '../adapters/stores/keychain/answer.ts';

/** The asset of the standalone binary that holds the addon, compressed by Brotli. */
export const KEYRING_ASSET = 'keyring.node';

/**
 * Loads the keyring addon that the standalone binary carries. An addon can be loaded from a file only: it is unpacked once, to the cache folder under its digest,
 * and what lies there is loaded only if it has that digest.
 *
 * @throws Error when it can neither be found whole nor be written
 */
export function loadCarriedKeyring(cacheDir: string, sha256: string): Keyring {
  const folder = join(cacheDir, 'addons', sha256);
  const path = join(folder, KEYRING_ASSET);
  if (digestOf(path) !== sha256) {
    makeFolder(folder, 0o700);
    const beside = `${path}.${process.pid}`;
    writeFileSync(beside, brotliDecompressSync(getRawAsset(KEYRING_ASSET)), { mode: 0o700 });
    renameSync(beside, path);
    if (digestOf(path) !== sha256) throw new Error(`${path} does not hold what was written to it`);
  }
  const loaded = { exports: {} as Keyring };
  process.dlopen(loaded, path);
  return loaded.exports;
}

function digestOf(path: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
