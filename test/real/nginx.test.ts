import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';
import { hasProgram } from '../support/programs.ts';
import { startNginx, type Nginx } from '../support/servers/nginx.ts';

/** Renewals under load, and how many ask at a time. */
const RENEWALS = 5;
const CLIENTS = 8;

describe.runIf(hasProgram('nginx', 'nginx-light'))('nginx, with what was delivered', () => {
  let home: CliHome;
  let nginx: Nginx;
  let ca: string;
  const ok = async (argv: readonly string[] | string): Promise<string> => {
    const result = await home.run(argv);
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    return result.stdout;
  };
  beforeAll(async () => {
    home = createCliHome();
    await ok('certs issue app.test --ca internal --deliver files=tls --deliver nginx=app.conf');
    ca = await ok('certs ca export');
    nginx = await startNginx(join(home.project, 'app.conf'));
  });
  afterAll(async () => {
    await nginx?.stop();
    home.dispose();
  });

  const serial = async (): Promise<string> =>
    (JSON.parse(await ok('certs get app.test --json')) as { serial: string }).serial;
  /** Asks on a connection of its own, which trusts the root and no other, and gives the serial number that was shown. */
  const ask = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: nginx.port, servername: 'app.test', ca, agent: false },
        (response) => {
          const shown = (response.socket as TLSSocket).getPeerCertificate().serialNumber.toLowerCase();
          response.resume();
          response.once('error', reject);
          response.once('end', () =>
            response.statusCode === 200 ? resolve(shown) : reject(new Error(`status ${response.statusCode}`)),
          );
        },
      );
      asked.once('error', reject);
      asked.end();
    });
  const eventually = async (shown: string): Promise<void> => {
    const deadline = Date.now() + 15_000;
    while ((await ask()) !== shown)
      if (Date.now() > deadline) throw new Error(`nginx does not show ${shown}`);
  };

  it('shows it in a handshake that a client and openssl accept', async () => {
    expect(await ask()).toBe(await serial());
    writeFileSync(join(home.project, 'root.pem'), ca);
    const live = join(home.project, 'tls', 'live', 'app.test');
    execFileSync('openssl', [
      'verify',
      '-CAfile',
      join(home.project, 'root.pem'),
      join(live, 'fullchain.pem'),
    ]);
    const said = execFileSync(
      'openssl',
      [
        's_client',
        '-connect',
        `127.0.0.1:${nginx.port}`,
        '-servername',
        'app.test',
        '-verify_hostname',
        'app.test',
        '-verify_return_error',
        '-CAfile',
        join(home.project, 'root.pem'),
      ],
      { input: '', encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] },
    );
    expect(said).toContain('Verify return code: 0 (ok)');
    const checked = await home.run(`certs check app.test:${nginx.port} --connect 127.0.0.1 --json`);
    expect(JSON.parse(checked.stdout)).toMatchObject([{ serial: await serial() }]);
  });

  it('shows the renewed one after the hook, and drops no connection meanwhile', async () => {
    await ok(['certs', 'delivery', 'create', 'app.test', 'hook', '--', ...nginx.reload]);
    const failures: unknown[] = [];
    const shown = new Set<string>();
    let answered = 0;
    let isOver = false;
    const client = async (): Promise<void> => {
      while (!isOver) {
        try {
          shown.add(await ask());
          answered += 1;
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const clients = Array.from({ length: CLIENTS }, client);
    for (let i = 0; i < RENEWALS; i += 1) {
      await ok('certs renew app.test --force');
      await eventually(await serial());
    }
    isOver = true;
    await Promise.all(clients);
    expect(failures).toEqual([]);
    expect(shown.size).toBe(RENEWALS + 1);
    process.stderr.write(`${RENEWALS} reloads of nginx under ${answered} connections: 0 failures\n`);
    const key = readFileSync(join(home.project, 'tls', 'live', 'app.test', 'privkey.pem'), 'utf8');
    expect(key).toContain('PRIVATE KEY');
  }, 60_000);

  it('goes on with the last one when a renewal fails', async () => {
    const before = await serial();
    const failed = await home.run(
      'certs issue app.test --ca http://127.0.0.1:9/directory --agree-terms --force',
    );
    expect(failed.exitCode).toBe(10);
    expect(await ask()).toBe(before);
  });
});
