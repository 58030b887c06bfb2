import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:tls';
import { createServer as createPlainServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPem } from '../../src/core/pem.ts';
import { createX509 } from '../../src/adapters/x509/index.ts';
import { createAcmeWorld, type AcmeWorld } from '../support/acme-world.ts';
import { createCliHome, type CliHome, type CliOptions, type CliResult } from '../support/run-cli.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

describe.runIf(pebbleStands() !== 'none')('regctl certs, with a CA', () => {
  let world: AcmeWorld;
  let home: CliHome;
  beforeAll(async () => {
    world = await createAcmeWorld({ nonceReject: 30, authzReuse: 100 });
    home = createCliHome();
  });
  afterAll(async () => {
    home.dispose();
    await world.dispose();
  });

  const run = (argv: readonly string[] | string, options: CliOptions = {}): Promise<CliResult> =>
    // Each run opens and closes its own.
    home.run(argv, { controlPlane: world.open(), ...options });
  const json = async (argv: string): Promise<unknown> => {
    const result = await run(`${argv} --json`);
    expect(result.stderr).toBe('');
    return JSON.parse(result.stdout) as unknown;
  };

  it('asks for the terms before it opens an account, and issues then', async () => {
    const argv = [
      'certs',
      'issue',
      'example.org',
      '*.example.org',
      '--ca',
      world.pebble.directoryUrl,
      '--email',
      'a@example.org',
    ];
    const asked = await run(argv);
    expect([asked.exitCode, asked.stdout]).toEqual([2, '']);
    expect(asked.stderr).toContain('--agree-terms');
    const issued = await run([...argv, '--agree-terms']);
    expect(issued, issued.stderr).toMatchObject({ exitCode: 0, stdout: '' });
    expect(issued.stderr).toContain('example.org issued until');
    const again = await run([...argv, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'kept', name: 'example.org', state: 'issued' });
  });

  it('lists and shows it, and the account', async () => {
    expect(await json('certs list')).toMatchObject([
      { name: 'example.org', names: ['*.example.org', 'example.org'] },
    ]);
    expect(await json('certs get *.example.org')).toMatchObject({ keyType: 'ec256', failure: null });
    expect(await json(`certs account get ${world.pebble.directoryUrl}`)).toMatchObject({
      status: 'valid',
      contact: ['mailto:a@example.org'],
    });
    expect(await json(`certs ca get ${world.pebble.directoryUrl}`)).toMatchObject({
      externalAccountRequired: false,
    });
    expect((await run('certs list', { tty: true })).stdout).toContain('example.org');
  });

  it('looks at hosts of any name, and says what answers without TLS, and what is no host', async () => {
    const plain = createPlainServer((socket) => socket.end('220 no TLS here\r\n'));
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
    const { port } = plain.address() as AddressInfo;
    try {
      const silent = await run(`certs check localhost:${port} --connect 127.0.0.1`);
      expect([silent.exitCode, silent.stderr]).toEqual([
        10,
        expect.stringContaining('what answers there speaks no TLS'),
      ]);
    } finally {
      plain.close();
    }
    for (const host of ['https://example.org', 'example.org/', 'example.org:99999', 'example.org:0'])
      expect(await run(`certs check ${host}`), host).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining(`${host} is no host`),
      });
  });

  it('orders nothing for a place that is none, or a request for other names', async () => {
    world.pebble.requests.length = 0;
    const argv = `certs issue places.example.org --ca ${world.pebble.directoryUrl}`;
    for (const place of ['files', 'nowhere=/etc', 'pkcs12=a.p12'])
      expect((await run(`${argv} --deliver ${place}`)).exitCode, place).toBe(2);
    const key = await createX509().createKey('ec256');
    const der = await createX509().createCsr(key, [{ type: 'dns', value: 'other.example.org' }]);
    writeFileSync(join(home.project, 'other.csr'), formatPem('CERTIFICATE REQUEST', der));
    const other = await run(`${argv} --csr other.csr`);
    expect([other.exitCode, other.stderr]).toEqual([
      2,
      expect.stringContaining('it is for other.example.org, and what is wished for places.example.org'),
    ]);
    const folder = join(home.folder, 'put');
    for (const [places, why] of [
      [`--deliver nginx=${folder}/a.conf`, 'has none delivered'],
      [`--deliver files=${folder} --deliver files=${folder}2`, 'are delivered to a folder already'],
    ] as const) {
      const refused = await run(`${argv} ${places}`);
      expect([refused.exitCode > 0, refused.stdout], places).toEqual([true, '']);
      expect(refused.stderr).toContain(why);
    }
    expect(world.pebble.requests).toEqual([]);
    expect((await run('certs get places.example.org')).exitCode).toBe(5);
  });

  it('says of what it forgets that it is not revoked, where it is not', async () => {
    const argv = `certs issue forgotten.example.org --ca ${world.pebble.directoryUrl}`;
    await run(argv);
    expect((await run('certs delete forgotten.example.org --yes')).stderr).toContain('; it is not revoked');
    await run(argv);
    expect((await run('certs revoke forgotten.example.org --yes')).exitCode).toBe(0);
    const { stderr } = await run('certs delete forgotten.example.org --yes');
    expect(stderr).toContain('is forgotten');
    expect(stderr).not.toContain('not revoked');
  });

  it('writes nothing outside the folder by a name that a store or server gives', async () => {
    const plane = world.open();
    const files = (): ReturnType<typeof plane.certs.files> => plane.certs.files('example.org');
    const certs = new Proxy(plane.certs, {
      get: (target, name) => (name === 'files' ? files : (Reflect.get(target, name) as unknown)),
    });
    const controlPlane = { ...plane, certs };
    const result = await run(['certs', 'download', '../climbed'], { controlPlane });
    expect([result.exitCode, existsSync(join(home.project, '..', 'climbed'))]).toEqual([2, false]);
  });

  it('writes files of mode 0600 that a server can use, and sees what the server serves', async () => {
    const result = await run('certs download example.org --dir tls');
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    const file = (name: string): string => join(home.project, 'tls', name);
    for (const name of ['privkey.pem', 'cert.pem', 'chain.pem', 'fullchain.pem'])
      expect(statSync(file(name)).mode & 0o777, name).toBe(0o600);
    const server = await serve(
      readFileSync(file('fullchain.pem'), 'utf8'),
      readFileSync(file('privkey.pem'), 'utf8'),
    );
    const { port } = server.address() as AddressInfo;
    try {
      const wrong = await run(`certs check other.example.net:${port} --connect 127.0.0.1 --json`);
      expect(wrong.exitCode).toBe(3);
      expect(JSON.parse(wrong.stdout)).toMatchObject([
        { ok: false, faults: [expect.stringContaining('not for other.example.net')] },
      ]);
      const soon = await run(`certs check example.org:${port} --connect 127.0.0.1 --within 9999d --json`);
      expect([soon.exitCode, soon.stdout]).toEqual([3, expect.stringContaining('it ends soon')]);
      // Pebble's root is trusted by nobody: that alone is left to say.
      const right = await run(`certs check www.example.org:${port} --connect 127.0.0.1 --json`);
      expect(JSON.parse(right.stdout)).toMatchObject([
        { faults: [expect.stringContaining('not trusted')], keyType: 'ec256' },
      ]);
      await run('certs renew example.org --force');
      const stale = await run(`certs check example.org:${port} --connect 127.0.0.1 --json`);
      expect(stale.stdout).toContain('the server was not reloaded');
    } finally {
      server.close();
    }
  });

  it('takes a request from a file', async () => {
    const x509 = createX509();
    const csr = await x509.createCsr(await x509.createKey('ec384'), [
      { type: 'dns', value: 'csr.example.org' },
    ]);
    const text = Buffer.from(csr).toString('base64');
    writeFileSync(
      join(home.project, 'a.csr'),
      `-----BEGIN CERTIFICATE REQUEST-----\n${text}\n-----END CERTIFICATE REQUEST-----\n`,
    );
    const argv = `certs issue csr.example.org --ca ${world.pebble.directoryUrl} --csr a.csr`;
    expect(await run(argv)).toMatchObject({ exitCode: 0 });
    expect((await run('certs download csr.example.org --dir csr')).stderr).not.toContain('privkey.pem');
  });

  it('renews what is due and says what is not, revokes and deletes after a yes', async () => {
    expect(await json('certs renew')).toEqual([]);
    expect(await json('certs renew example.org')).toMatchObject([{ outcome: 'not-due' }]);
    expect(await run('certs revoke example.org')).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await run('certs revoke example.org --reason superseded --yes')).toMatchObject({ exitCode: 0 });
    expect(await json('certs get example.org')).toMatchObject({ state: 'revoked', renewAt: null });
    expect(await run('certs delete example.org --yes')).toMatchObject({ exitCode: 0 });
    expect(await run('certs get example.org')).toMatchObject({ exitCode: 5 });
  });

  it('changes the key of the account, and ends it', async () => {
    const ca = world.pebble.directoryUrl;
    expect(await run(`certs account roll-key ${ca}`)).toMatchObject({ exitCode: 0 });
    expect(await json(`certs account update ${ca} --email b@example.org`)).toMatchObject({
      contact: ['mailto:b@example.org'],
    });
    expect(await run(`certs account delete ${ca} --yes`)).toMatchObject({ exitCode: 0 });
    expect(await json('certs account list')).toEqual([]);
  });
});

function serve(cert: string, key: string): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer({ cert, key }, (socket) => socket.on('error', () => undefined));
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
