import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RegctlError } from '../../../core/errors.ts';
import type { Credentials, CredentialStore } from '../../../ports/credential-store.ts';
import { makeFolder } from '../../make-folder.ts';

/** OWASP's floor for scrypt (Password Storage Cheat Sheet, read 2026-11-21): N = 2^17, r = 8, p = 1; 128 MB of memory. */
const SCRYPT = { N: 1 << 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const KEY_OCTETS = 32;
const NONCE_OCTETS = 12;
const TAG_OCTETS = 16;

interface Envelope {
  readonly format: 'regctl.secrets/v1';
  /** Where the key comes from: a passphrase, or the file `.key` beside this one. */
  readonly key: 'passphrase' | 'file';
  readonly salt: string;
  readonly accounts: { readonly [account: string]: string };
}

export interface EncryptedFileOptions {
  readonly path: string;
  /** Gives the passphrase, where the user set one. */
  readonly passphrase: () => Promise<string | undefined>;
  /** Makes writers of the file take turns. */
  readonly exclusive: <T>(work: () => Promise<T>) => Promise<T>;
}

/** Keeps secrets in one file of mode 0600, each encrypted with AES-256-GCM, for machines without a keychain and only when the user asked for it. */
export function createEncryptedFileStore(options: EncryptedFileOptions): CredentialStore {
  const { path } = options;
  const change = (edit: (accounts: { [account: string]: string }, key: Buffer) => void): Promise<void> =>
    options.exclusive(async () => {
      const envelope = (await load(path)) ?? (await newEnvelope(options));
      const key = await keyOf(envelope, options);
      const accounts = { ...envelope.accounts };
      edit(accounts, key);
      await writeWhole(path, JSON.stringify({ ...envelope, accounts }));
    });
  return {
    location: 'encrypted-file',
    get: async (account) => {
      const envelope = await load(path);
      const sealed = envelope?.accounts[account];
      if (envelope === undefined || sealed === undefined) return undefined;
      return unseal(account, sealed, await keyOf(envelope, options), path);
    },
    set: (account, credentials) =>
      change((accounts, key) => {
        accounts[account] = seal(account, credentials, key);
      }),
    delete: async (account) => {
      if ((await load(path))?.accounts[account] === undefined) return;
      await change((accounts) => {
        delete accounts[account];
      });
    },
  };
}

/** The account's name is authenticated with its secret, so that two entries cannot be exchanged. */
function seal(account: string, credentials: Credentials, key: Buffer): string {
  const nonce = randomBytes(NONCE_OCTETS);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(account));
  const body = Buffer.concat([cipher.update(JSON.stringify(credentials), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
}

function unseal(account: string, sealed: string, key: Buffer, path: string): Credentials {
  const bytes = Buffer.from(sealed, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_OCTETS)).setAAD(
      Buffer.from(account),
    );
    decipher.setAuthTag(bytes.subarray(NONCE_OCTETS, NONCE_OCTETS + TAG_OCTETS));
    const text = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_OCTETS + TAG_OCTETS)),
      decipher.final(),
    ]).toString('utf8');
    return JSON.parse(text) as Credentials;
  } catch {
    throw new RegctlError(
      'CREDENTIAL_REJECTED',
      `the secret of account ${account} in ${path} cannot be opened`,
      {
        reason: 'the passphrase or key is not the one it was encrypted with, or the file was changed',
        hint: 'set REGCTL_PASSPHRASE to the passphrase it was made with',
      },
    );
  }
}

async function newEnvelope(options: EncryptedFileOptions): Promise<Envelope> {
  const key = (await options.passphrase()) === undefined ? 'file' : 'passphrase';
  return { format: 'regctl.secrets/v1', key, salt: randomBytes(16).toString('base64'), accounts: {} };
}

async function keyOf(envelope: Envelope, options: EncryptedFileOptions): Promise<Buffer> {
  if (envelope.key === 'file') return keyFile(`${options.path}.key`);
  const passphrase = await options.passphrase();
  if (passphrase !== undefined)
    return scryptSync(passphrase, Buffer.from(envelope.salt, 'base64'), KEY_OCTETS, SCRYPT);
  throw new RegctlError('CREDENTIAL_MISSING', `${options.path} is encrypted with a passphrase`, {
    reason: 'no passphrase was given',
    hint: 'set REGCTL_PASSPHRASE, or REGCTL_PASSPHRASE_FILE',
  });
}

async function keyFile(path: string): Promise<Buffer> {
  try {
    const key = await readFile(path);
    if (key.length === KEY_OCTETS) return key;
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw failure('read', path, error);
    const key = randomBytes(KEY_OCTETS);
    await writeWhole(path, key);
    return key;
  }
  throw new RegctlError('CREDENTIAL_MISSING', `${path} is not a key of regctl`, {
    reason: `it does not have ${KEY_OCTETS} octets`,
    hint: 'put the right file back, or add the accounts again',
  });
}

async function load(path: string): Promise<Envelope | undefined> {
  try {
    const envelope = JSON.parse(await readFile(path, 'utf8')) as Envelope;
    if (envelope.format === 'regctl.secrets/v1') return envelope;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    if (!(error instanceof SyntaxError)) throw failure('read', path, error);
  }
  throw new RegctlError('STORE_FAILED', `${path} is not a secrets file of regctl`, {
    reason: 'it is damaged or of another program',
    hint: 'move it away and add the accounts again',
  });
}

async function writeWhole(path: string, content: string | Buffer): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    makeFolder(dirname(path), 0o700);
    const file = await open(temporary, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw failure('write', path, error);
  }
}

function failure(verb: string, path: string, cause: unknown): RegctlError {
  return new RegctlError('STORE_FAILED', `cannot ${verb} ${path}`, {
    reason: cause instanceof Error ? cause.message : 'it failed',
    hint: 'check that the folder is writable and has room',
    cause,
  });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
