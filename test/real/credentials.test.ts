import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createEncryptedFileStore } from '../../src/adapters/stores/encrypted-file/index.ts';
import {
  createCommandStore,
  createEnvironmentStore,
  splitCommand,
} from '../../src/adapters/stores/external/index.ts';
import { createKeychainStore } from '../../src/adapters/stores/keychain/index.ts';
import type { CredentialStore } from '../../src/ports/credential-store.ts';
import { credentialStoreContract } from '../contracts/credential-store.ts';
import { hasProgram } from '../support/programs.ts';
import { startKeyring, type Keyring } from '../support/servers/gnome-keyring.ts';
import { startPowerdns, type PowerdnsServer } from '../support/servers/powerdns.ts';

const BIN = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));
const BUS = 'DBUS_SESSION_BUS_ADDRESS';

let folder: string;
let bus: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-secrets-'));
  bus = process.env[BUS];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (bus === undefined) delete process.env[BUS];
  else process.env[BUS] = bus;
});

const fileStore = (passphrase?: string): CredentialStore =>
  createEncryptedFileStore({
    path: join(folder, 'secrets.json'),
    passphrase: () => Promise.resolve(passphrase),
    exclusive: (work) => work(),
  });

credentialStoreContract('encrypted file with a key beside it', () => fileStore());

describe('encrypted file', () => {
  it('is opened by its passphrase only', async () => {
    await fileStore('right').set('main', { key: 'canary' });
    expect(await fileStore('right').get('main')).toEqual({ key: 'canary' });
    await expect(fileStore('wrong').get('main')).rejects.toMatchObject({ code: 'CREDENTIAL_REJECTED' });
    await expect(fileStore().get('main')).rejects.toMatchObject({ code: 'CREDENTIAL_MISSING' });
  });

  it('is for its owner only and holds no secret in the clear', async () => {
    await fileStore().set('main', { key: 'canary-value' });
    for (const file of readdirSync(folder)) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
      expect(readFileSync(join(folder, file), 'latin1')).not.toContain('canary');
    }
  });
});

describe('secrets from outside', () => {
  const fields = [{ name: 'api-key', label: 'key', required: true, secret: true, env: 'TEST_KEY' }];

  it('come from a variable, or from the file it names', async () => {
    const path = join(folder, 'key');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path, 'from file\n');
    expect(await createEnvironmentStore(fields, { TEST_KEY: 'direct' }).get('x')).toEqual({
      'api-key': 'direct',
    });
    expect(await createEnvironmentStore(fields, { TEST_KEY_FILE: path }).get('x')).toEqual({
      'api-key': 'from file',
    });
    await expect(createEnvironmentStore(fields, {}).get('x')).rejects.toMatchObject({
      code: 'CREDENTIAL_MISSING',
    });
  });

  it('come from a command, which no shell reads', async () => {
    expect(splitCommand(`a 'b c' "d \\" e" f\\ g $HOME`)).toEqual(['a', 'b c', 'd " e', 'f g', '$HOME']);
    expect(await createCommandStore(`printf '%s' '{"api-key":"x"}'`).get('x')).toEqual({ 'api-key': 'x' });
    const failure: unknown = await createCommandStore('printf canary-secret')
      .get('x')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CREDENTIAL_MISSING' });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});

describe('keychain without a keychain', () => {
  it('says so at once where there is no message bus', async () => {
    delete process.env[BUS];
    await expect(createKeychainStore().get('main')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      hint: expect.stringContaining('--insecure-storage') as unknown,
    });
  });

  it('gives up on one that never answers', async () => {
    const path = join(folder, 'bus');
    const server: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(path, resolve));
    process.env[BUS] = `unix:path=${path}`;
    const startedAt = performance.now();
    await expect(createKeychainStore(1_000).get('main')).rejects.toMatchObject({
      code: 'KEYCHAIN_UNAVAILABLE',
      reason: expect.stringContaining('within 1 s') as unknown,
    });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    server.close();
  });
});

describe.runIf(hasProgram('gnome-keyring-daemon', 'gnome-keyring') && hasProgram('dbus-daemon', 'dbus'))(
  'with gnome-keyring',
  () => {
    let keyring: Keyring;
    beforeAll(async () => {
      keyring = await startKeyring();
    });
    afterAll(() => keyring.stop());
    beforeEach(() => Object.assign(process.env, { [BUS]: keyring.environment[BUS] }));

    credentialStoreContract('keychain', () => createKeychainStore());

    describe.runIf(hasProgram('pdns_server', 'pdns-server'))('and a provider that takes a secret', () => {
      let server: PowerdnsServer;
      beforeAll(async () => {
        server = await startPowerdns();
      });
      afterAll(() => server.stop());

      it('a secret stands in no stream and in no file', () => {
        const run = (argv: readonly string[], input = ''): { status: number | null; text: string } => {
          const { status, stdout, stderr } = spawnSync(
            process.execPath,
            [BIN, ...argv, '--debug', '--verbose'],
            {
              cwd: folder,
              encoding: 'utf8',
              input,
              env: { PATH: process.env['PATH'], HOME: folder, [BUS]: keyring.environment[BUS] },
            },
          );
          return { status, text: stdout + stderr };
        };
        const secret = JSON.stringify({ 'api-key': server.apiKey });
        const canary = 'canary-7b1f0c';
        const calls = [
          run(['accounts', 'add', 'powerdns', '--name', 'pdns', '--endpoint', server.url], secret),
          run(['zones', 'create', 'canary.example', '--nameserver', 'ns1.example.net']),
          run(['dns', 'set', 'canary.example', 'www', 'A', '192.0.2.1']),
          run(['accounts', 'get', 'pdns', '--json']),
          run(['accounts', 'list', '--json']),
          run(['accounts', 'test', 'pdns']),
          run(
            ['accounts', 'add', 'powerdns', '--name', 'bad', '--endpoint', server.url],
            JSON.stringify({ 'api-key': canary }),
          ),
          run(
            ['accounts', 'add', 'powerdns', '--name', 'odd', '--endpoint', server.url],
            JSON.stringify({ 'api-kee': canary }),
          ),
          run(
            ['accounts', 'add', 'powerdns', '--name', 'worse', '--endpoint', server.url],
            `{"api-key": "${canary}`,
          ),
        ];
        expect(calls.map((call) => call.status)).toEqual([0, 0, 0, 0, 0, 0, 4, 2, 2]);
        const all = calls.map((call) => call.text).join('\n') + filesBelow(folder);
        expect(all).not.toContain(server.apiKey);
        expect(all).not.toContain(canary);
      });
    });
  },
);

/** Everything in every file below a folder, as one text of octets. */
function filesBelow(path: string): string {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
