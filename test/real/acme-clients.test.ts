import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createX509 } from '../../src/adapters/x509/index.ts';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import { CHALLENGE_ZONE, createDelegationWorld, type DelegationWorld } from '../support/delegation-world.ts';
import { hasProgram } from '../support/programs.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';
import { pebbleStands } from '../support/servers/pebble.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin', 'regctl.js');
const x509 = createX509();

/** Milliseconds that a client may take, with two processes of regctl for each name. */
const CLIENT_MS = 90_000;

describe.runIf(pebbleStands() !== 'none')('other ACME clients', () => {
  let world: DelegationWorld;
  let home: CliHome;
  let folder: string;
  let target: string;
  let key: string;
  beforeAll(async () => {
    world = await createDelegationWorld({ socket: true });
    home = createCliHome();
    folder = join(home.folder, 'client');
    mkdirSync(folder);
    const given = JSON.parse((await regctl('certs delegate example.org --no-issue --json')).stdout) as {
      readonly target: string;
    };
    target = given.target;
    world.setZone('example.org', `_acme-challenge CNAME ${target}.`);
    const made = await regctl(`api-keys create client --scope challenges:write --only ${target}`);
    key = made.stdout.trim();
  });
  afterAll(async () => {
    home.dispose();
    await world.dispose();
  });

  const regctl = (argv: string): Promise<CliResult> =>
    home.run(argv, { environment: { REGCTL_HOST: world.server.url, REGCTL_TOKEN: world.server.token } });

  /** A script that writes to the target by the key that may do nothing else. */
  const hook = (name: string, verb: string, value: string): string => {
    const path = join(folder, name);
    writeFileSync(
      path,
      `#!/bin/sh\nexec "${process.execPath}" "${BIN}" certs challenge ${verb} ${target} "${value}"\n`,
    );
    chmodSync(path, 0o755);
    return path;
  };
  const run = (program: string, args: readonly string[], environment: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const env = {
        PATH: process.env['PATH'],
        HOME: home.folder,
        XDG_STATE_HOME: join(folder, 'state'),
        REGCTL_HOST: world.server.url,
        REGCTL_TOKEN: key,
        ...environment,
      };
      execFile(program, args, { env, cwd: folder, timeout: CLIENT_MS }, (error, stdout, stderr) =>
        error === null ? resolve(stdout + stderr) : reject(new Error(`${program}: ${stdout}${stderr}`)),
      );
    });
  const namesIn = async (path: string): Promise<readonly string[]> => {
    const [leaf] = await x509.readCertificates(readFileSync(path, 'utf8'));
    return (leaf?.identifiers ?? []).map(({ value }) => value).toSorted();
  };
  const answers = async (): Promise<readonly string[]> => {
    const control: ControlPlane = world.regctl;
    const value = 'z'.repeat(43);
    await control.delegations?.setChallenge({ target, value });
    return (await control.delegations?.unsetChallenge({ target, value })) ?? [];
  };

  it('have a key that may write to the one target and nothing else', async () => {
    const bound = { environment: { REGCTL_HOST: world.server.url, REGCTL_TOKEN: key } };
    expect((await home.run('certs list', bound)).exitCode).toBe(4);
    expect(
      (await home.run(`certs challenge set x.${CHALLENGE_ZONE} ${'x'.repeat(43)}`, bound)).exitCode,
    ).toBe(5);
    const set = await home.run(`certs challenge set ${target} ${'x'.repeat(43)} --json`, bound);
    expect(JSON.parse(set.stdout)).toEqual({ target, values: ['x'.repeat(43)] });
    const unset = await home.run(`certs challenge unset ${target} ${'x'.repeat(43)}`, bound);
    expect(unset, unset.stderr).toMatchObject({ exitCode: 0, stdout: '' });
    // One value in sixty-four begins with a dash.
    for (const value of ['-'.padEnd(43, 'x'), '--'.padEnd(43, 'x'), '--json'.padEnd(43, 'x')])
      for (const verb of ['set', 'unset'])
        expect(await home.run(`certs challenge ${verb} ${target} ${value} --quiet`, bound)).toMatchObject({
          exitCode: 0,
        });
    expect((await regctl('certs verify example.org')).stderr).toContain('leads to its target');
    const listed = await regctl('certs delegation list');
    expect(listed.stdout).toContain('active');
  });

  it.runIf(hasProgram('lego', 'lego'))(
    'lego gets a certificate for apex and wildcard by its exec provider',
    async () => {
      const path = join(folder, 'lego.sh');
      // $1 present or cleanup, $2 the name, $3 the value.
      const set = hook('lego-set.sh', 'set', '$1');
      const unset = hook('lego-unset.sh', 'unset', '$1');
      writeFileSync(
        path,
        `#!/bin/sh\ncase "$1" in present) exec "${set}" "$3";; cleanup) exec "${unset}" "$3";; esac\n`,
      );
      chmodSync(path, 0o755);
      await run(
        'lego',
        [
          '--path',
          join(folder, 'lego'),
          '--server',
          world.pebble.directoryUrl,
          '--email',
          'a@example.org',
          '--accept-tos',
          '--key-type',
          'ec256',
          '--dns',
          'exec',
          '--dns.resolvers',
          world.recursor.address,
          '--dns.disable-cp',
          '-d',
          'example.org',
          '-d',
          '*.example.org',
          'run',
        ],
        {
          LEGO_CA_CERTIFICATES: world.pebble.caFile,
          EXEC_PATH: path,
          EXEC_POLLING_INTERVAL: '1',
          EXEC_SEQUENCE_INTERVAL: '1',
          LEGO_DISABLE_CNAME_SUPPORT: 'true',
        },
      );
      expect(await namesIn(join(folder, 'lego', 'certificates', 'example.org.crt'))).toEqual([
        '*.example.org',
        'example.org',
      ]);
      expect(await answers()).toEqual([]);
    },
    CLIENT_MS,
  );

  it.runIf(hasProgram('certbot', 'certbot'))(
    'certbot gets one by its manual hooks',
    async () => {
      await run(
        'certbot',
        [
          'certonly',
          '-n',
          '--agree-tos',
          '-m',
          'a@example.org',
          '--server',
          world.pebble.directoryUrl,

          '--config-dir',
          join(folder, 'c'),
          '--work-dir',
          join(folder, 'w'),
          '--logs-dir',
          join(folder, 'l'),
          '--manual',
          '--preferred-challenges',
          'dns',
          '-d',
          'example.org',
          '-d',
          '*.example.org',
          '--manual-auth-hook',
          hook('auth.sh', 'set', '$CERTBOT_VALIDATION'),
          '--manual-cleanup-hook',
          hook('cleanup.sh', 'unset', '$CERTBOT_VALIDATION'),
        ],
        { REQUESTS_CA_BUNDLE: world.pebble.caFile },
      );
      const chain = join(folder, 'c', 'live', 'example.org', 'fullchain.pem');
      expect(existsSync(chain)).toBe(true);
      expect(await namesIn(chain)).toEqual(['*.example.org', 'example.org']);
      expect(await answers()).toEqual([]);
    },
    CLIENT_MS,
  );
});
