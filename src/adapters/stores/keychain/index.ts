import { spawn } from 'node:child_process';
import { isSea } from 'node:sea';
import { fileURLToPath } from 'node:url';
import { RegctlError } from '../../../core/errors.ts';
import type { Credentials, CredentialStore } from '../../../ports/credential-store.ts';
import { KEYCHAIN_WORD } from './self.ts';

/** Milliseconds for one call: a keychain that wants to ask its owner something nobody sees must not hold a command up. */
const TIMEOUT_MS = 3_000;

const SERVICE = 'regctl';

/** Keeps secrets in the operating system's keychain: one entry for each account, a JSON object of its fields. */
export function createKeychainStore(timeoutMs: number = TIMEOUT_MS): CredentialStore {
  return {
    location: 'keychain',
    get: async (account) => {
      const secret = await ask({ action: 'get', service: SERVICE, account }, timeoutMs);
      return secret === null ? undefined : parseSecret(account, secret);
    },
    set: async (account, credentials) => {
      await ask({ action: 'set', service: SERVICE, account, secret: JSON.stringify(credentials) }, timeoutMs);
    },
    delete: async (account) => {
      await ask({ action: 'delete', service: SERVICE, account }, timeoutMs);
    },
  };
}

async function ask(request: { readonly [key: string]: string }, timeoutMs: number): Promise<string | null> {
  const { stdout, timedOut } = await runChild(JSON.stringify(request), timeoutMs);
  if (timedOut) throw unavailable(`it did not answer within ${timeoutMs / 1000} s`);
  let answer: { secret?: string | null; error?: string };
  try {
    answer = JSON.parse(stdout) as typeof answer;
  } catch (error) {
    throw unavailable('the process that asks it ended without an answer', error);
  }
  if (answer.error !== undefined) throw unavailable(answer.error);
  return answer.secret ?? null;
}

/** What the child is started with: the file beside this one, as source or compiled; the standalone binary is its own child. */
function childArguments(): readonly string[] {
  if (isSea()) return [KEYCHAIN_WORD];
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return [fileURLToPath(new URL(`./child${extension}`, import.meta.url))];
}

function runChild(input: string, timeoutMs: number): Promise<{ stdout: string; timedOut: boolean }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, childArguments(), { stdio: ['pipe', 'pipe', 'ignore'] });
    let stdout = '';
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stdin.on('error', () => undefined);
    child.once('error', () => {
      clearTimeout(timer);
      resolve({ stdout: '', timedOut });
    });
    child.once('close', () => {
      clearTimeout(timer);
      resolve({ stdout, timedOut });
    });
    child.stdin.end(input);
  });
}

function parseSecret(account: string, secret: string): Credentials {
  try {
    return JSON.parse(secret) as Credentials;
  } catch {
    // The cause would quote the secret.
    throw new RegctlError(
      'CREDENTIAL_MISSING',
      `the keychain entry of account ${account} is not one that regctl wrote`,
      {
        reason: 'it is no JSON object',
        hint: `regctl accounts update ${account} < credentials.json`,
      },
    );
  }
}

function unavailable(reason: string, cause?: unknown): RegctlError {
  return new RegctlError('KEYCHAIN_UNAVAILABLE', 'the keychain cannot be used', {
    reason,
    hint: 'unlock or start it; or keep the secret in an encrypted file with `--insecure-storage`; or give it by environment variables or `--credential-command`',
    ...(cause === undefined ? {} : { cause }),
  });
}
