import { text } from 'node:stream/consumers';
import type { Entry } from '@napi-rs/keyring';

interface Request {
  readonly action: 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  readonly secret?: string;
}

/** The part of the keyring package that is used. */
export interface Keyring {
  readonly Entry: typeof Entry;
}

/** Reads one request from stdin, asks the keychain, and writes the answer to stdout: both one JSON object. */
export async function answerKeychainRequest(load: () => Promise<Keyring>): Promise<void> {
  const request = JSON.parse(await text(process.stdin)) as Request;
  let answer: { secret?: string | null; error?: string };
  try {
    const keyring = await load();
    // Pinned: the kernel's keyring, which is taken otherwise where there is no Secret Service, forgets everything at a reboot.
    const entry = new keyring.Entry(request.service, request.account, { linux: { store: 'secret-service' } });
    if (request.action === 'set') entry.setPassword(request.secret ?? '');
    if (request.action === 'delete') entry.deletePassword();
    answer = { secret: request.action === 'get' ? entry.getPassword() : null };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : 'unknown failure' };
  }
  process.stdout.write(JSON.stringify(answer));
}
