import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering } from '../support/answers.ts';
import { startFakePorkbun, type FakePorkbun } from '../support/providers/porkbun.ts';
import { createCliHome, type CliHome, type CliOptions } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

const atTerminal = (
  answers: Parameters<typeof answering>[0],
): CliOptions & { readonly prompt: ReturnType<typeof answering> } => ({
  tty: true,
  prompt: answering(answers),
});
const isEmpty = (): boolean =>
  !existsSync(join(home.folder, 'state')) && !existsSync(join(home.folder, 'config'));

describe('regctl alone on a new machine', () => {
  it('makes a zone to try, without a network', async () => {
    const { exitCode, stdout, stderr } = await home.run([], atTerminal([[/begin/, 'offline']]));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('192.0.2.7');
    expect((await home.run('zones list')).stdout).toContain('example.org');
    // What it names to go on with works.
    expect(stderr).toMatch(/Next: `regctl zones restore example\.org` .*`regctl init`/);
    expect(await home.run('init')).toMatchObject({ exitCode: 0 });
    expect((await home.run('plan')).stdout).toContain('nothing to do');
    expect(await home.run('zones restore example.org --yes')).toMatchObject({ exitCode: 0 });
  });

  it('goes on to the wizard, or to a control plane', async () => {
    const init = atTerminal([
      [/begin/, 'connect'],
      [/serves/, 'zonefile'],
      [/called/, 'files'],
      [/older/, join(home.folder, 'files')],
    ]);
    expect(await home.run([], init)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(home.project, 'regctl.yaml'), 'utf8')).toContain('account: files');
    const other = createCliHome();
    const login = await other.run(
      [],
      atTerminal([
        [/begin/, 'sign-in'],
        [/Address/, 'http://127.0.0.1:9'],
        [/./, 'no-such-token'],
        [/./, 'no-such-token'],
      ]),
    );
    expect(login.stderr).toContain('auth login --host http://127.0.0.1:9');
    expect(login.exitCode).not.toBe(0);
    other.dispose();
  });

  it('shows the commands where that is wanted, nobody can be asked, or something is set up', async () => {
    expect((await home.run([], atTerminal([[/begin/, 'help']]))).stdout).toContain('USAGE');
    expect(isEmpty()).toBe(true);
    expect((await home.run([], { tty: true })).stdout).toContain('USAGE');
    expect((await home.run([], { ...atTerminal([]), tty: false })).stdout).toContain('USAGE');
    const host = { environment: { REGCTL_HOST: 'https://regctl.example.org' } };
    expect((await home.run([], { ...atTerminal([]), ...host })).stdout).toContain('USAGE');
    writeFileSync(join(home.project, 'regctl.yaml'), 'zones: {}\n');
    expect((await home.run([], atTerminal([]))).stdout).toContain('USAGE');
  });
});

// Keys are made of the passphrase again and again, which is slow on purpose.
describe('regctl init as a wizard', { timeout: 60_000 }, () => {
  let porkbun: FakePorkbun;
  beforeEach(async () => {
    porkbun = await startFakePorkbun();
  });
  afterEach(() => porkbun.stop());

  it('tries the secret before it keeps it, asks again, and writes the zones as files', async () => {
    const wrong = `pk1_${'0'.repeat(64)}`;
    const options = atTerminal([
      [/serves/, 'porkbun'],
      [/called/, 'shop'],
      [/such as/, porkbun.base],
      [/API key/i, wrong],
      [/secret/i, porkbun.secretApiKey],
      [/encrypted file/, 'yes'],
      [/such as/, porkbun.base],
      [/API key/i, porkbun.apiKey],
      [/secret/i, porkbun.secretApiKey],
      [/project/, 'all'],
    ]);
    const { exitCode, stdout, stderr } = await home.run('init', {
      ...options,
      withoutPauses: true,
      environment: { REGCTL_PASSPHRASE: 'of the test', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
    });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toContain('nothing is kept');
    expect(stderr).toContain('account shop (porkbun) added and tried');
    const project = readFileSync(join(home.project, 'regctl.yaml'), 'utf8');
    const zones = [...project.matchAll(/file: (zones\/.*)/g)].map(([, file = '']) => file);
    expect(zones.length).toBeGreaterThan(0);
    for (const file of zones) expect(existsSync(join(home.project, file))).toBe(true);
    for (const text of [stdout, stderr, project]) {
      expect(text).not.toContain(porkbun.apiKey);
      expect(text).not.toContain(porkbun.secretApiKey);
    }
  });

  it('keeps nothing of an account that never works', async () => {
    const again: (readonly [RegExp, string])[] = Array.from({ length: 4 }, () => [
      [/such as/, porkbun.base] as const,
      [/API key/i, 'pk1_wrong'] as const,
      [/secret/i, 'sk1_wrong'] as const,
      [/encrypted file/, 'yes'] as const,
    ]).flat();
    const { exitCode } = await home.run('init', {
      ...atTerminal([[/serves/, 'porkbun'], [/called/, 'shop'], ...again]),
      environment: { REGCTL_PASSPHRASE: 'of the test', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' },
    });
    expect(exitCode).toBe(4);
    expect((await home.run('accounts list')).stdout).not.toContain('shop');
    expect(existsSync(join(home.project, 'regctl.yaml'))).toBe(false);
  });

  it('is told what to give where nobody can be asked', async () => {
    const { exitCode, stdout, stderr } = await home.run('init');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('--local FOLDER');
  });
});
