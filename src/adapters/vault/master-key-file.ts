import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyWrapper } from '../../ports/secret-box.ts';
import { makeFolder } from '../make-folder.ts';
import { parseMasterKey } from './master-key.ts';

const KEY_OCTETS = 32;

/** Reads the master key of a data folder, or makes one where there is none; only its owner can read it. */
export function masterKeyFile(path: string): KeyWrapper {
  if (!existsSync(path)) {
    makeFolder(dirname(path), 0o700);
    writeFileSync(path, `${randomBytes(KEY_OCTETS).toString('base64')}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    });
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  return parseMasterKey(readFileSync(path, 'utf8'), path);
}
