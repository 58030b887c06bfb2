import { execFileSync, spawnSync } from 'node:child_process';
import { createDecipheriv } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createCliHome, type CliHome, type CliOptions, type CliResult } from '../support/run-cli.ts';
import { hasProgram } from '../support/programs.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('certs issue app.test www.app.test --ca internal');
});
afterEach(() => home.dispose());

const run = (argv: readonly string[] | string, options?: CliOptions): Promise<CliResult> =>
  home.run(argv, options);
const ok = async (argv: readonly string[] | string, options?: CliOptions): Promise<string> => {
  const result = await run(argv, options);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const path = (...names: readonly string[]): string => join(home.project, ...names);
const read = (...names: readonly string[]): string => readFileSync(path(...names), 'utf8');
const serial = async (): Promise<string> =>
  (JSON.parse(await ok('certs get app.test --json')) as { serial: string }).serial;
/** The serial number of a PEM file, as openssl reads it. */
const serialIn = (...names: readonly string[]): string =>
  execFileSync('openssl', ['x509', '-noout', '-serial', '-in', path(...names)], { encoding: 'utf8' })
    .trim()
    .replace('serial=', '')
    .toLowerCase();
/** Whether key and certificate in a folder belong together, as openssl sees it. */
const belongTogether = (folder: string): boolean => {
  const ofKey = execFileSync('openssl', ['pkey', '-pubout', '-in', join(folder, 'privkey.pem')], {
    encoding: 'utf8',
  });
  const ofCertificate = execFileSync(
    'openssl',
    ['x509', '-noout', '-pubkey', '-in', join(folder, 'cert.pem')],
    { encoding: 'utf8' },
  );
  return ofKey === ofCertificate;
};
const program = (name: string, body: string): string => {
  writeFileSync(path(name), `#!/bin/sh\n${body}\n`);
  chmodSync(path(name), 0o755);
  return path(name);
};

describe('files', () => {
  it('lie behind one link, readable by the user alone, and are turned at once at each renewal', async () => {
    await ok('certs delivery create app.test files tls');
    const live = path('tls', 'live', 'app.test');
    expect(lstatSync(live).isSymbolicLink()).toBe(true);
    for (const name of ['privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem'])
      expect(statSync(join(live, name)).mode & 0o777, name).toBe(0o600);
    for (const folder of ['tls', 'tls/live', 'tls/archive/app.test'])
      expect(statSync(path(folder)).mode & 0o777, folder).toBe(0o700);
    execFileSync('openssl', ['verify', '-CAfile', join(live, 'chain.pem'), join(live, 'cert.pem')]);
    const before = realpathSync(live);
    await ok('certs renew app.test --force');
    expect(realpathSync(live)).not.toBe(before);
    expect(serialIn('tls', 'live', 'app.test', 'cert.pem')).toBe(await serial());
    expect([belongTogether(live), belongTogether(before)]).toEqual([true, true]);
  });

  it('keeps the last versions and no others, and nothing half-done', async () => {
    await ok('certs delivery create app.test files tls');
    mkdirSync(path('tls', 'archive', 'app.test', '.half.new'));
    for (let i = 0; i < 4; i += 1) await ok('certs renew app.test --force');
    const versions = readdirSync(path('tls', 'archive', 'app.test'));
    expect(versions).toHaveLength(3);
    expect(versions.some((one) => one.startsWith('.'))).toBe(false);
    expect(serialIn('tls', 'live', 'app.test', 'cert.pem')).toBe(await serial());
  });

  it("leaves another program's folder alone", async () => {
    mkdirSync(path('tls', 'live', 'app.test'), { recursive: true });
    writeFileSync(path('tls', 'live', 'app.test', 'README'), 'not yours');
    const refused = await run('certs delivery create app.test files tls');
    expect(refused).toMatchObject({ exitCode: 9 });
    expect(refused.stdout + refused.stderr).toContain('was not made by regctl');
    expect(readdirSync(path('tls', 'live', 'app.test'))).toEqual(['README']);
  });

  it('cannot be led out of their folder by a name', async () => {
    const argv = ['certs', 'issue', 'b.test', '--name', '../../etc', '--ca', 'internal'];
    expect(await run([...argv, '--deliver', 'files=tls'])).toMatchObject({ exitCode: 2 });
    expect([existsSync(path('etc')), existsSync(path('tls'))]).toEqual([false, false]);
  });

  it('are without the key where the key is elsewhere', async () => {
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
        '-addext',
        'subjectAltName=DNS:csr.test',
        '-keyout',
        path('own.key'),
        '-out',
        path('own.csr'),
      ],
      { stdio: 'ignore' },
    );
    await ok('certs issue csr.test --ca internal --csr own.csr');
    await ok('certs delivery create csr.test files tls');
    expect(readdirSync(path('tls', 'live', 'csr.test'))).toEqual(['cert.pem', 'chain.pem', 'fullchain.pem']);
    expect(await run('certs delivery create csr.test haproxy ha.pem')).toMatchObject({ exitCode: 2 });
  });
});

describe('what servers read', () => {
  it('names the files, and tells Traefik of each renewal', async () => {
    expect(await run('certs delivery create app.test nginx n.conf')).toMatchObject({ exitCode: 2 });
    await ok('certs delivery create app.test files tls');
    for (const kind of ['nginx', 'caddy', 'traefik', 'haproxy'])
      await ok(`certs delivery create app.test ${kind} ${kind}.conf`);
    const live = path('tls', 'live', 'app.test');
    expect(read('nginx.conf')).toContain(`ssl_certificate "${live}/fullchain.pem";`);
    expect(read('caddy.conf')).toContain(`tls "${live}/fullchain.pem" "${live}/privkey.pem"`);
    const traefik = read('traefik.conf');
    expect(parse(traefik)).toEqual({
      tls: { certificates: [{ certFile: `${live}/fullchain.pem`, keyFile: `${live}/privkey.pem` }] },
    });
    expect(statSync(path('haproxy.conf')).mode & 0o777).toBe(0o600);
    await ok('certs renew app.test --force');
    expect(read('traefik.conf')).not.toBe(traefik);
    expect(read('traefik.conf')).toContain(await serial());
    expect(serialIn('haproxy.conf')).toBe(await serial());
  });

  it.runIf(hasProgram('haproxy', 'haproxy'))('is what HAProxy takes', async () => {
    await ok('certs delivery create app.test haproxy ha.pem');
    writeFileSync(
      path('haproxy.cfg'),
      `defaults\n mode http\n timeout connect 1s\n timeout client 1s\n timeout server 1s\nfrontend a\n bind 127.0.0.1:1 ssl crt ${path('ha.pem')}\n`,
    );
    const checked = spawnSync('haproxy', ['-c', '-f', path('haproxy.cfg')], { encoding: 'utf8' });
    expect(checked, checked.stderr).toMatchObject({ status: 0 });
  });
});

describe('PKCS #12', () => {
  it('is read by openssl with its password, key and chain, and by no other password', async () => {
    writeFileSync(path('password'), 'a long sécret\n');
    await ok('certs delivery create app.test pkcs12 app.p12 --password-file password');
    expect(statSync(path('app.p12')).mode & 0o777).toBe(0o600);
    const open = (password: string): ReturnType<typeof spawnSync> =>
      spawnSync('openssl', [
        'pkcs12',
        '-in',
        path('app.p12'),
        '-passin',
        `pass:${password}`,
        '-nodes',
        '-out',
        path('out.pem'),
      ]);
    expect(open('wrong').status).not.toBe(0);
    expect(open('a long sécret').status).toBe(0);
    expect(serialIn('out.pem')).toBe(await serial());
    expect(read('out.pem').match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const key = execFileSync('openssl', ['pkey', '-in', path('out.pem'), '-pubout'], { encoding: 'utf8' });
    expect(key).toBe(
      execFileSync('openssl', ['x509', '-in', path('out.pem'), '-noout', '-pubkey'], { encoding: 'utf8' }),
    );
    // DER: openssl writes the same octets again.
    execFileSync('openssl', ['asn1parse', '-inform', 'DER', '-in', path('app.p12')], { stdio: 'ignore' });
    writeFileSync(path('password'), '\n');
    expect(await run('certs delivery run app.test --again')).toMatchObject({ exitCode: 9 });
  });
});

describe('Sealed Secret', () => {
  const make = async (): Promise<void> => {
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '2',
        '-subj',
        '/CN=sealed',
        '-keyout',
        path('sealed.key'),
        '-out',
        path('sealed.crt'),
      ],
      { stdio: 'ignore' },
    );
    await ok(
      'certs delivery create app.test sealed-secret sealed.yaml --controller-cert sealed.crt --namespace web --secret app-tls',
    );
  };

  it('opens by openssl and the cipher of its scheme, under its own name alone', async () => {
    await make();
    const [sealed] = read('sealed.yaml')
      .split('---')
      .filter((one) => one.trim() !== '');
    const { spec } = parse(sealed ?? '') as { spec: { encryptedData: { [key: string]: string } } };
    expect(openSealed(spec.encryptedData['tls.crt'] ?? '', 'web/app-tls')).toContain('BEGIN CERTIFICATE');
    expect(openSealed(spec.encryptedData['tls.key'] ?? '', 'web/app-tls')).toContain('BEGIN PRIVATE KEY');
    expect(() => openSealed(spec.encryptedData['tls.key'] ?? '', 'web/other')).toThrow('openssl');
  });

  // A large program to build: where REGCTL_KUBESEAL names one, it is asked too.
  it.runIf(process.env['REGCTL_KUBESEAL'] !== undefined)(
    'opens by kubeseal with the key of the controller',
    async () => {
      await make();
      const key = Buffer.from(read('sealed.key')).toString('base64');
      const crt = Buffer.from(read('sealed.crt')).toString('base64');
      writeFileSync(
        path('recovery.json'),
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'k', namespace: 'kube-system' },
          type: 'kubernetes.io/tls',
          data: { 'tls.crt': crt, 'tls.key': key },
        }),
      );
      const opened = spawnSync(
        process.env['REGCTL_KUBESEAL'] ?? 'kubeseal',
        ['--recovery-unseal', '--recovery-private-key', path('recovery.json'), '-o', 'json'],
        { input: read('sealed.yaml'), encoding: 'utf8' },
      );
      expect(opened, opened.stderr).toMatchObject({ status: 0 });
      const secret = JSON.parse(opened.stdout) as { type: string; data: { [key: string]: string } };
      expect(secret.type).toBe('kubernetes.io/tls');
      writeFileSync(path('unsealed.pem'), Buffer.from(secret.data['tls.crt'] ?? '', 'base64'));
      expect(serialIn('unsealed.pem')).toBe(await serial());
    },
  );

  /** RSA-OAEP by openssl, then AES-256-GCM by the cipher of node:crypto. */
  const openSealed = (text: string, label: string): string => {
    const sealed = Buffer.from(text, 'base64');
    const length = sealed.readUInt16BE(0);
    writeFileSync(path('wrapped'), sealed.subarray(2, 2 + length));
    const hex = Buffer.from(label).toString('hex');
    const options = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha256', `rsa_oaep_label:${hex}`];
    const session = spawnSync('openssl', [
      'pkeyutl',
      '-decrypt',
      '-inkey',
      path('sealed.key'),
      '-in',
      path('wrapped'),
      ...options.flatMap((one) => ['-pkeyopt', one]),
    ]);
    if (session.status !== 0) throw new Error(`openssl: ${session.stderr.toString()}`);
    const content = sealed.subarray(2 + length);
    const cipher = createDecipheriv('aes-256-gcm', session.stdout, Buffer.alloc(12));
    cipher.setAuthTag(content.subarray(-16));
    return Buffer.concat([cipher.update(content.subarray(0, -16)), cipher.final()]).toString('utf8');
  };
});

describe('a hook', () => {
  it('is told what and where, without a shell and without the secrets of the environment', async () => {
    await ok('certs delivery create app.test files tls');
    const hook = program(
      'hook',
      'env > "$PWD_OUT/env" 2>/dev/null; env > "$(dirname "$0")/env"; echo "$@" > "$(dirname "$0")/args"',
    );
    await ok(['certs', 'delivery', 'create', 'app.test', 'hook', '--', hook, 'a b', '; rm -rf x', '$HOME'], {
      environment: { REGCTL_TOKEN: 'secret-token', AWS_SECRET_ACCESS_KEY: 'secret-key' },
    });
    expect(read('args')).toBe('a b ; rm -rf x $HOME\n');
    const told = read('env');
    for (const line of [
      'REGCTL_CERT_NAME=app.test',
      'REGCTL_CERT_NAMES=app.test www.app.test',
      `REGCTL_CERT_KEY=${path('tls', 'live', 'app.test', 'privkey.pem')}`,
      `REGCTL_CERT_SERIAL=${await serial()}`,
    ])
      expect(told.split('\n')).toContain(line);
    expect(told).not.toContain('secret');
  });

  it('runs once for each certificate, after every file is there', async () => {
    const hook = program('hook', 'test -e "$(dirname "$0")/last.pem" && echo run >> "$(dirname "$0")/runs"');
    await ok('certs delivery create app.test haproxy last.pem');
    await ok(['certs', 'delivery', 'create', 'app.test', 'hook', '--', hook]);
    for (let i = 0; i < 3; i += 1) await ok('certs renew');
    expect(read('runs')).toBe('run\n');
    await ok('certs renew app.test --force');
    expect(read('runs')).toBe('run\nrun\n');
  });

  it('that fails loses nothing, is told of, and is run again by the next renewal run', async () => {
    const hook = program(
      'hook',
      'echo called >> "$(dirname "$0")/calls"; if [ -e "$(dirname "$0")/mended" ]; then exit 0; fi; echo "cannot reload" >&2; exit 3',
    );
    await ok('certs delivery create app.test files tls');
    const added = await run(['certs', 'delivery', 'create', 'app.test', 'hook', '--', hook]);
    expect(added).toMatchObject({ exitCode: 9, stderr: expect.stringContaining('exit code 3') });
    const renewed = await run('certs renew app.test --force --json');
    expect(renewed.exitCode).toBe(9);
    expect(JSON.parse(renewed.stdout)).toMatchObject([
      {
        outcome: 'renewed',
        error: null,
        delivered: [
          { kind: 'files', outcome: 'delivered' },
          { kind: 'hook', outcome: 'failed', detail: expect.stringContaining('cannot reload') },
        ],
      },
    ]);
    expect(serialIn('tls', 'live', 'app.test', 'cert.pem')).toBe(await serial());
    writeFileSync(path('mended'), '');
    const later = await run('certs renew --json', { now: new Date(Date.now() + 11 * 60_000) });
    expect(later).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(later.stdout)).toMatchObject([
      { outcome: 'not-due', delivered: [{ outcome: 'delivered' }] },
    ]);
    expect(JSON.parse(await ok('certs delivery list app.test --json'))).toMatchObject([
      { kind: 'files', state: 'delivered' },
      { kind: 'hook', state: 'delivered', failure: null },
    ]);
  });

  it('that never ends is killed with all that it started', async () => {
    const hook = program('hook', 'sleep 600 & echo $! > "$(dirname "$0")/child"; wait');
    const result = await run([
      'certs',
      'delivery',
      'create',
      'app.test',
      'hook',
      '--hook-timeout',
      '1s',
      '--',
      hook,
    ]);
    expect(result).toMatchObject({ exitCode: 9, stderr: expect.stringContaining('did not end within 1 s') });
    const child = Number(read('child'));
    const gone = (): boolean =>
      !existsSync(`/proc/${child}`) || readFileSync(`/proc/${child}/stat`, 'utf8').includes(') Z ');
    const deadline = Date.now() + 5_000;
    while (!gone() && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
    expect(gone()).toBe(true);
  });

  it('waits for files that are missing', async () => {
    const hook = program('hook', 'echo run >> "$(dirname "$0")/runs"');
    writeFileSync(path('blocked'), 'a file where a folder should be');
    await run('certs delivery create app.test files blocked/tls');
    const added = await run(['certs', 'delivery', 'create', 'app.test', 'hook', '--json', '--', hook]);
    expect(JSON.parse(added.stdout)).toMatchObject([{ outcome: 'failed' }, { outcome: 'waiting' }]);
    expect(existsSync(path('runs'))).toBe(false);
    // Nor is it called missing by each run until the files are tried again.
    expect(await run('certs renew')).toMatchObject({ exitCode: 0, stdout: '' });
  });

  it('is not held up by what cannot be delivered elsewhere, and runs again once that is there', async () => {
    const hook = program('hook', 'echo run >> "$(dirname "$0")/runs"');
    writeFileSync(path('blocked'), 'a file where a folder should be');
    await ok('certs delivery create app.test files tls');
    await run('certs delivery create app.test haproxy blocked/app.pem');
    const added = await run(['certs', 'delivery', 'create', 'app.test', 'hook', '--json', '--', hook]);
    expect(JSON.parse(added.stdout)).toMatchObject([{ outcome: 'failed' }, { outcome: 'delivered' }]);
    expect(read('runs')).toBe('run\n');
    await run('certs delivery run app.test');
    expect(read('runs')).toBe('run\n');
    rmSync(path('blocked'));
    mkdirSync(path('blocked'));
    await ok('certs delivery run app.test');
    expect(read('runs')).toBe('run\nrun\n');
    await ok('certs delivery run app.test');
    expect(read('runs')).toBe('run\nrun\n');
  });
});

describe('deliveries', () => {
  it('are made at the issue too, once for the same place, and end with their entry', async () => {
    const argv = 'certs issue b.test --ca internal --deliver files=tls --deliver haproxy=b.pem';
    await ok(argv);
    await ok(argv);
    const listed = JSON.parse(await ok('certs delivery list b.test --json')) as readonly {
      id: string;
      kind: string;
    }[];
    expect(listed.map((one) => one.kind)).toEqual(['files', 'haproxy']);
    await ok(`certs delivery delete b.test ${listed[1]?.id ?? ''}`);
    const before = read('b.pem');
    await ok('certs renew b.test --force');
    expect(read('b.pem')).toBe(before);
    expect(await run('certs delivery delete b.test dlv_none')).toMatchObject({ exitCode: 5 });
  });

  it('wait after failures ever longer, and not for who asks', async () => {
    writeFileSync(path('blocked'), 'a file where a folder should be');
    await run('certs delivery create app.test files blocked/tls');
    const tries = async (minutes: number): Promise<number> => {
      const result = await run('certs renew --json', { now: new Date(Date.now() + minutes * 60_000) });
      return (JSON.parse(result.stdout) as readonly unknown[]).length;
    };
    expect([await tries(0), await tries(1), await tries(12), await tries(13)]).toEqual([1, 0, 1, 0]);
    expect(await run('certs delivery run app.test')).toMatchObject({ exitCode: 9 });
    expect(JSON.parse(await ok('certs get app.test --json'))).toMatchObject({ state: 'issued' });
  });

  it('that wait after failures are tried at once with the next certificate', async () => {
    const hook = program('hook', 'echo run >> "$(dirname "$0")/runs"; exit 3');
    await run(['certs', 'delivery', 'create', 'app.test', 'hook', '--', hook]);
    await run('certs delivery run app.test');
    await run('certs delivery run app.test');
    expect(await run('certs renew')).toMatchObject({ exitCode: 0, stdout: '' });
    expect(read('runs')).toBe('run\n'.repeat(3));
    expect(await run('certs renew app.test --force')).toMatchObject({ exitCode: 9 });
    expect(read('runs')).toBe('run\n'.repeat(4));
  });
});
