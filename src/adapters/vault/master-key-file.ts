import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import type { KeyWrapper } from '../../ports/secret-box.ts';
import { makeFolder } from '../make-folder.ts';
import { parseMasterKey } from './master-key.ts';

const KEY_OCTETS = 32;

/**
 * Reads the master key of a data folder; only its owner can read it.
 *
 * @param mayMake - whether one is made where there is none: a new one opens nothing that another sealed
 * @throws RegctlError `STORE_FAILED` where it is not there, `INVALID_CONFIG` for what is no key
 */
export function masterKeyFile(path: string, { mayMake }: { readonly mayMake: boolean }): KeyWrapper {
  if (!existsSync(path)) {
    if (!mayMake) throw missing(path);
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

function missing(path: string): RegctlError {
  return new RegctlError('STORE_FAILED', 'the vault cannot be opened', {
    reason: `its master key ${path} is not there, and a new one would open nothing of it`,
    hint: 'put it back there, or set REGCTL_SERVER_MASTER_KEYS to it',
  });
}
