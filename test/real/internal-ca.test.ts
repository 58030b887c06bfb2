import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:tls';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMachine } from '../../src/adapters/machine/index.ts';
import { debianStore, nssStore, type TrustStore } from '../../src/core/trust-store.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';
import { hasProgram } from '../support/programs.ts';

describe('the CA of this machine', () => {
  let home: CliHome;
  beforeAll(() => {
    home = createCliHome();
  });
  afterAll(() => home.dispose());

  const ok = async (argv: string): Promise<string> => {
    const result = await home.run(argv);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    return result.stdout;
  };
  const file = (name: string, text: string): string => {
    const path = join(home.folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('issues without an account, a provider or a question, for names without a dot too', async () => {
    await ok('certs issue localhost app.test *.app.test 127.0.0.1 ::1 --ca internal');
    const shown = JSON.parse(await ok('certs get localhost --json')) as object;
    expect(shown).toMatchObject({ ca: 'internal', state: 'issued', daysLeft: 6 });
    await ok('certs download localhost --dir tls');
    expect(statSync(join(home.project, 'tls', 'privkey.pem')).mode & 0o777).toBe(0o600);
    const keys = join(home.folder, 'state', 'regctl', 'keys');
    for (const name of readdirSync(keys)) expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600);
  });

  it('makes what openssl and a TLS handshake accept', async () => {
    const root = file('root.pem', await ok('certs ca export'));
    const chain = join(home.project, 'tls', 'fullchain.pem');
    for (const name of ['localhost', 'x.app.test'])
      execFileSync('openssl', [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-verify_hostname',
        name,
        '-CAfile',
        root,
        chain,
      ]);
    expect(
      spawnSync('openssl', ['verify', '-verify_hostname', 'other.test', '-CAfile', root, chain]).status,
    ).not.toBe(0);
    const server = createServer({
      cert: readFileSync(chain),
      key: readFileSync(join(home.project, 'tls', 'privkey.pem')),
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const authorized = await new Promise<boolean>((resolve, reject) => {
        const socket = connect(
          { host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(root) },
          () => {
            resolve(socket.authorized);
            socket.end();
          },
        );
        socket.once('error', reject);
      });
      expect(authorized).toBe(true);
    } finally {
      server.close();
    }
  });

  it('renews by half of its life, by the same root', async () => {
    const before = await ok('certs ca export');
    const result = JSON.parse(await ok('certs renew localhost --json')) as object;
    expect(result).toMatchObject([{ outcome: 'not-due' }]);
    const later = new Date(Date.now() + 3.6 * 86_400_000);
    const due = await home.run('certs renew --json', { now: later });
    expect(JSON.parse(due.stdout)).toMatchObject([{ outcome: 'renewed', reason: 'share' }]);
    expect(await ok('certs ca export')).toBe(before);
  });

  it('keeps its root, unless it is to be replaced by one that is limited, which signs for nothing else', async () => {
    expect(await home.run('certs ca create')).toMatchObject({ exitCode: 7 });
    const before = await ok('certs ca export');
    expect(await home.run('certs ca create --replace')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Its key goes for good'),
    });
    expect(await ok('certs ca export')).toBe(before);
    await ok('certs ca create --permit lab.test --permit 10.0.0.0/8 --replace --yes');
    expect(await home.run('certs issue www.example.org --ca internal')).toMatchObject({
      exitCode: 7,
      stderr: expect.stringMatching(
        /may not sign for www\.example\.org[^]*made for lab\.test, 10\.0\.0\.0\/8 alone/,
      ),
    });
    expect(await home.run('certs issue 192.0.2.1 --ca internal')).toMatchObject({ exitCode: 7 });
    await ok('certs issue a.lab.test 10.1.2.3 --ca internal');
    await ok('certs download a.lab.test --dir lab');
    const root = file('lab-root.pem', await ok('certs ca export'));
    execFileSync('openssl', [
      'verify',
      '-x509_strict',
      '-CAfile',
      root,
      join(home.project, 'lab', 'fullchain.pem'),
    ]);
  });

  it('limits the key itself: openssl refuses what was signed past regctl', async () => {
    const root = file('lab-root.pem', await ok('certs ca export'));
    const { keyId } = (await lastRoot(home)) as { keyId: string };
    const key = join(home.folder, 'state', 'regctl', 'keys', `${keyId}.pem`);
    for (const name of ['DNS:www.example.org', 'IP:192.0.2.1', 'IP:2001:db8::1']) {
      const leaf = signPastRegctl(home.folder, root, key, name);
      const { status, stderr } = spawnSync('openssl', ['verify', '-CAfile', root, leaf], {
        encoding: 'utf8',
      });
      expect([name, status === 0]).toEqual([name, false]);
      expect(stderr).toMatch(/excluded subtree|permitted subtree/);
    }
    const allowed = signPastRegctl(home.folder, root, key, 'DNS:b.lab.test');
    execFileSync('openssl', ['verify', '-CAfile', root, allowed]);
  });

  it('has no accounts and revokes nothing, and says so', async () => {
    expect(await home.run('certs account create internal')).toMatchObject({ exitCode: 6 });
    // Before anybody is asked.
    expect(await home.run('certs revoke a.lab.test')).toMatchObject({ exitCode: 6 });
    expect(JSON.parse(await ok('certs ca get internal --json'))).toMatchObject({
      root: { permitted: ['lab.test', '10.0.0.0/8'] },
    });
  });

  it('tells what trust would change, and asks before it changes it', async () => {
    const plan = JSON.parse(await ok('certs ca trust --dry-run --json')) as readonly {
      readonly outcome: string;
    }[];
    expect(plan.every((one) => one.outcome === 'planned')).toBe(true);
    expect(await home.run('certs ca trust')).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringContaining('pass for lab.test, 10.0.0.0/8 on'),
    });
  });

  const changeAndLook = async (store: TrustStore, look: () => boolean): Promise<readonly boolean[]> => {
    const machine = createMachine(process.env, ['regctl']);
    const pem = await ok('certs ca export');
    const root = {
      pem,
      name: 'regctl test root',
      fingerprint: 'ab'.repeat(32),
      serial: '01',
      file: join(home.folder, 'trusted.pem'),
    };
    const seen = [look()];
    // Twice: to install what is there changes nothing.
    for (const step of [...store.install(root), ...store.install(root)]) await machine.carryOut(step);
    seen.push(look());
    for (const step of store.remove(root)) await machine.carryOut(step);
    return [...seen, look()];
  };

  it.runIf(hasProgram('update-ca-certificates', 'ca-certificates'))(
    'is put into a store of Debian and taken out again, and leaves it as it was',
    async () => {
      const folder = (name: string): string => {
        mkdirSync(join(home.folder, name), { recursive: true });
        return join(home.folder, name);
      };
      const etc = folder('etc-certs');
      const local = folder('local-certs');
      // A store of one certificate is never emptied by the program; there is another, as in every real one.
      const certs = folder('certs');
      makeRoot(join(certs, 'other.crt'));
      const args = ['--localcertsdir', local, '--etccertsdir', etc, '--certsdir', certs];
      args.push('--hooksdir', folder('hooks'), '--certsconf', file('certs.conf', 'other.crt\n'));
      execFileSync('update-ca-certificates', args, { stdio: 'ignore' });
      const before = contentOf(etc);
      const verifies = (): boolean =>
        spawnSync('openssl', ['verify', '-CApath', etc, join(home.project, 'lab', 'cert.pem')]).status === 0;
      expect(await changeAndLook(debianStore({ local, args }), verifies)).toEqual([false, true, false]);
      expect(readdirSync(local)).toEqual([]);
      expect(contentOf(etc)).toEqual(before);
    },
  );

  it.runIf(hasProgram('certutil', 'libnss3-tools'))(
    'is put into a database of NSS and taken out again',
    async () => {
      const folder = join(home.folder, 'nss');
      mkdirSync(folder);
      execFileSync('certutil', ['-d', `sql:${folder}`, '-N', '--empty-password']);
      const listed = (): boolean =>
        execFileSync('certutil', ['-d', `sql:${folder}`, '-L'], { encoding: 'utf8' }).includes(
          'regctl test root',
        );
      expect(await changeAndLook(nssStore(folder), listed)).toEqual([false, true, false]);
    },
  );
});

/** The root's row, as the store has it. */
async function lastRoot(home: CliHome): Promise<unknown> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(home.folder, 'state', 'regctl', 'regctl.db'), { readOnly: true });
  try {
    const row = database.prepare('select body from internal_ca').get() as { body: string };
    return JSON.parse(row.body) as unknown;
  } finally {
    database.close();
  }
}

/** Signs with the root's key by openssl, as a thief of it would. */
function signPastRegctl(folder: string, root: string, key: string, name: string): string {
  const path = (file: string): string => join(folder, file);
  execFileSync(
    'openssl',
    [
      'req',
      '-new',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/',
      '-keyout',
      path('thief.key'),
      '-out',
      path('thief.csr'),
    ],
    { stdio: 'ignore' },
  );
  writeFileSync(path('thief.ext'), `subjectAltName=${name}\n`);
  execFileSync(
    'openssl',
    [
      'x509',
      '-req',
      '-in',
      path('thief.csr'),
      '-CA',
      root,
      '-CAkey',
      key,
      '-CAcreateserial',
      '-days',
      '1',
      '-extfile',
      path('thief.ext'),
      '-out',
      path('thief.pem'),
    ],
    { stdio: 'ignore' },
  );
  return path('thief.pem');
}

/** Names in a folder with what they hold. */
function contentOf(folder: string): readonly (readonly [string, string])[] {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')] as const);
}

function makeRoot(path: string): void {
  const words = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=other -days 2';
  execFileSync('openssl', [...words.split(' '), '-keyout', `${path}.key`, '-out', path], { stdio: 'ignore' });
}
