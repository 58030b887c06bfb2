import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { RegctlError } from '../../../core/errors.ts';
import type { Credentials, CredentialStore } from '../../../ports/credential-store.ts';
import type { ProviderField } from '../../../ports/dns-provider.ts';

/** Milliseconds that a credential command may take: password managers ask their owner. */
const COMMAND_TIMEOUT_MS = 60_000;

/** Reads secrets from the provider's own environment variables, each also as `NAME_FILE` with the path of a file. Keeps nothing. */
export function createEnvironmentStore(
  fields: readonly ProviderField[],
  environment: { readonly [name: string]: string | undefined },
): CredentialStore {
  return {
    location: 'environment',
    get: async (account) => {
      const credentials: { [field: string]: string } = {};
      for (const field of fields) {
        if (field.env === undefined) continue;
        const value = await readVariable(field.env, environment, account);
        if (value !== undefined) credentials[field.name] = value;
      }
      const missing = fields.filter((field) => field.required && credentials[field.name] === undefined);
      if (missing.length > 0) {
        throw new RegctlError(
          'CREDENTIAL_MISSING',
          `account ${account}: ${missing.map((field) => field.env ?? field.name).join(', ')} not set`,
          {
            reason: 'the account takes its secret from the environment',
            hint: 'set the variables, or the same names with _FILE to paths of files',
          },
        );
      }
      return credentials;
    },
    set: readOnly,
    delete: readOnly,
  };
}

/** Reads an environment variable, or the file that `NAME_FILE` names. @throws RegctlError `FILE_NOT_FOUND` */
export async function readVariable(
  name: string,
  environment: { readonly [name: string]: string | undefined },
  account?: string,
): Promise<string | undefined> {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  const path = environment[`${name}_FILE`];
  if (path === undefined || path === '') return undefined;
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new RegctlError('FILE_NOT_FOUND', `${name}_FILE names ${path}, which cannot be read`, {
      reason: error instanceof Error ? error.message : 'it failed',
      hint:
        account === undefined
          ? 'correct the path'
          : `correct the path, or give account ${account} its secret another way`,
      cause: error,
    });
  }
}

/** Runs the account's credential command, without a shell, for a JSON object of fields on stdout. Keeps nothing. */
export function createCommandStore(command: string): CredentialStore {
  return {
    location: 'command',
    get: async (account) => {
      const [program, ...args] = splitCommand(command);
      if (program === undefined) throw commandFailed(account, 'the command is empty');
      const { stdout, failure } = await run(program, args);
      if (failure !== undefined) throw commandFailed(account, failure);
      return parseCredentials(account, stdout);
    },
    set: readOnly,
    delete: readOnly,
  };
}

/** Splits a command into words as a shell would, quotes and backslashes honoured, nothing expanded. */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let i = 0; i < command.length; i++) {
    const char = command[i] as string;
    if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else if (char === '\\' && quote === '"') word = (word ?? '') + (command[++i] ?? '');
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\') word = (word ?? '') + (command[++i] ?? '');
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function run(
  program: string,
  args: readonly string[],
): Promise<{ stdout: string; failure: string | undefined }> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: COMMAND_TIMEOUT_MS });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.once('error', (error) => resolve({ stdout: '', failure: error.message }));
    child.once('close', (code, signal) => {
      resolve({
        stdout,
        failure: code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code ?? '?'}`}`,
      });
    });
  });
}

function parseCredentials(account: string, stdout: string): Credentials {
  try {
    const parsed = JSON.parse(stdout) as unknown;
    if (
      typeof parsed === 'object' &&
      parsed !== null &&
      Object.values(parsed).every((value) => typeof value === 'string')
    ) {
      return parsed as Credentials;
    }
  } catch {
    // Told below; the cause would quote the secret.
  }
  throw commandFailed(account, 'its output is no JSON object of texts');
}

function commandFailed(account: string, reason: string): RegctlError {
  return new RegctlError('CREDENTIAL_MISSING', `the credential command of account ${account} failed`, {
    reason,
    hint: "it must print a JSON object of the provider's credential fields on stdout",
  });
}

function readOnly(account: string): Promise<void> {
  return Promise.reject(
    new RegctlError('CAPABILITY_MISSING', `the secret of account ${account} is not kept by regctl`, {
      reason: 'it comes from the environment or a command',
      hint: 'change it there',
    }),
  );
}
