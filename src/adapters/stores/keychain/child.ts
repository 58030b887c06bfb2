// The process that speaks to the keychain. A Secret Service that never answers blocks whoever asks, without any way to stop it from inside;
// so the one who asks is this process, which index.ts ends after its time. Request on stdin, answer on stdout, both one JSON object.
import { text } from 'node:stream/consumers';

interface Request {
  readonly action: 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  readonly secret?: string;
}

const request = JSON.parse(await text(process.stdin)) as Request;
let answer: { secret?: string | null; error?: string };
try {
  const { Entry } = await import('@napi-rs/keyring');
  // Pinned: the kernel's keyring, which is taken otherwise where there is no Secret Service, forgets everything at a reboot.
  const entry = new Entry(request.service, request.account, { linux: { store: 'secret-service' } });
  if (request.action === 'set') entry.setPassword(request.secret ?? '');
  if (request.action === 'delete') entry.deletePassword();
  answer = { secret: request.action === 'get' ? entry.getPassword() : null };
} catch (error) {
  answer = { error: error instanceof Error ? error.message : 'unknown failure' };
}
process.stdout.write(JSON.stringify(answer));
