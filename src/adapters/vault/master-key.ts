import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { RegctlError } from '../../core/errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { MasterKey } from './secret-box.ts';

const KEY_OCTETS = 32;

/** Reads a master key of 32 octets in base64. @throws RegctlError `INVALID_CONFIG` naming where it came from */
export function parseMasterKey(text: string, source: string): MasterKey {
  const octets = Buffer.from(text.trim(), 'base64');
  if (octets.length !== KEY_OCTETS) {
    throw new RegctlError('INVALID_CONFIG', `${source} holds no master key`, {
      reason: `a master key is ${KEY_OCTETS} octets in base64, this has ${octets.length}`,
      hint: 'make one with `openssl rand -base64 32`',
    });
  }
  return {
    id: createHash('sha256').update(octets).digest('hex').slice(0, 16),
    octets: Uint8Array.from(octets),
  };
}

/** Reads the master key of a data folder, or makes one where there is none; only its owner can read it. */
export function masterKeyFile(path: string): MasterKey {
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
