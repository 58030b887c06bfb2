import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRdata } from '../../src/core/records/index.ts';
import { parseDomainName } from '../../src/core/names.ts';
import { clock, validity } from '../../src/main/diagnose-network.ts';

const REGCTL = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Finding {
  readonly check: string;
  readonly status: string;
  readonly detail: string;
  readonly advice: string;
}

const run = (
  argv: readonly string[],
  environment: { readonly [name: string]: string } = {},
): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [REGCTL, ...argv], {
    encoding: 'utf8',
    cwd: folder,
    env: { HOME: folder, PATH: '', ...environment },
  });
const doctor = (
  environment: { readonly [name: string]: string } = {},
  argv: readonly string[] = ['--offline'],
): { status: number | null; find: (check: string) => Finding | undefined } => {
  const { status, stdout, stderr } = run(['doctor', '--json', ...argv], environment);
  // Node.js itself tells of a file that it cannot read.
  expect(stderr.replace(/^Warning: Ignoring extra certs .*\n/, '')).toBe('');
  const findings = JSON.parse(stdout) as readonly Finding[];
  return { status, find: (check) => findings.find((finding) => finding.check === check) };
};
const state = (): string => join(folder, '.local/state/regctl');
const addAccount = (): void => {
  const { status, stderr } = run(['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', 'zones']);
  expect(status, stderr).toBe(0);
};

describe('regctl doctor', () => {
  it('finds nothing broken on a new machine, and makes no store', () => {
    const { status, find } = doctor();
    expect(status).toBe(0);
    expect(find('store')).toMatchObject({ status: 'ok', detail: expect.stringContaining('none yet') });
    expect(run(['doctor', '--offline', '-o', 'name']).stdout).not.toContain('DNS');
  });

  it.each([
    ['is damaged', 'broken', (path: string) => writeFileSync(path, Buffer.alloc(8192, 'x'))],
    [
      'was written by a newer version',
      'broken',
      (path: string) => {
        const database = new DatabaseSync(path);
        database.exec('pragma user_version = 9999');
        database.close();
      },
    ],
    ['is whole', 'ok', () => undefined],
  ])('tells that the store %s', (_, expected, change) => {
    addAccount();
    change(join(state(), 'regctl.db'));
    rmSync(join(state(), 'regctl.db-wal'), { force: true });
    const { status, find } = doctor({}, []);
    expect(find('store')?.status).toBe(expected);
    expect(status).toBe(expected === 'ok' ? 0 : 1);
    if (expected === 'broken') expect(find('store')?.advice).not.toBe('');
  });

  it('tries each account, and says what to do', () => {
    addAccount();
    const { find } = doctor({}, []);
    expect(find('account local')).toMatchObject({ status: 'ok' });
    rmSync(join(folder, 'zones'), { recursive: true, force: true });
    writeFileSync(join(folder, 'zones'), 'no folder');
    const broken = doctor({}, []);
    expect(broken.find('account local')).toMatchObject({ status: 'broken' });
    expect(broken.status).toBe(1);
  });

  it('finds another program of the name, and knows whose it is', () => {
    const place = (name: string, content: string): string => {
      mkdirSync(join(folder, name), { recursive: true });
      const path = join(folder, name, 'regctl');
      writeFileSync(path, content);
      chmodSync(path, 0o755);
      return path;
    };
    const regclient = place('a', '\0ELF github.com/regclient/regclient v0.8.0');
    const ours = place('b', 'ours');
    mkdirSync(join(folder, 'c'));
    symlinkSync(ours, join(folder, 'c/regctl'));
    const path = (...names: string[]): string => names.map((name) => join(folder, name)).join(':');
    expect(doctor({ PATH: path('a', 'b') }).find('PATH')).toMatchObject({
      status: 'warning',
      detail: expect.stringContaining(`${regclient} (regclient's)`),
      advice: expect.stringContaining('rctl'),
    });
    expect(doctor({ PATH: path('a') }).find('PATH')).toMatchObject({ status: 'warning' });
    expect(doctor({ PATH: path('b', 'c', 'b') }).find('PATH')).toMatchObject({ status: 'ok', detail: ours });
  });

  it.each([
    ['proxy', { HTTPS_PROXY: 'proxy.example.net:3128' }],
    ['proxy', { ALL_PROXY: 'socks5://127.0.0.1:1080' }],
    ['trust store', { NODE_EXTRA_CA_CERTS: '/nonexistent.pem' }],
    ['folders', { XDG_STATE_HOME: '/dev/null/nothing' }],
  ])('tells what is wrong with the %s', (check, environment) => {
    const { status, find } = doctor(environment);
    expect(find(check)).toMatchObject({ status: 'broken' });
    expect(find(check)?.advice).not.toBe('');
    expect(status).toBe(1);
  });

  it.each([
    ['is no YAML', 'mode: [', {}],
    ['holds what is no setting', 'modus: local', {}],
    ['is right, but not a variable', '', { REGCTL_MODE: 'remote' }],
    ['is right, but has not the profile of a variable', '', { REGCTL_PROFILE: 'gone' }],
  ])('goes on where the file of the user %s', (_, content, environment) => {
    const path = join(folder, '.config/regctl/config.yaml');
    mkdirSync(join(folder, '.config/regctl'), { recursive: true });
    writeFileSync(path, content);
    const { status, find } = doctor(environment, []);
    expect(find('configuration')).toMatchObject({ status: 'broken' });
    expect(find('configuration')?.advice).not.toBe('');
    expect(find('store')).toMatchObject({ status: 'ok' });
    expect(find('DNS')).toBeDefined();
    expect(status).toBe(1);
  });

  it('reads the project file, and goes on where it is not right', () => {
    const path = join(folder, 'regctl.yaml');
    writeFileSync(path, 'zones: 7\n');
    addAccount();
    const { status, find } = doctor({}, []);
    expect(find('configuration')).toMatchObject({
      status: 'broken',
      detail: expect.stringContaining(path) as unknown,
    });
    expect(find('account local')).toMatchObject({ status: 'ok' });
    expect(status).toBe(1);
    writeFileSync(path, 'zones: {}\n');
    expect(doctor().find('configuration')).toMatchObject({ status: 'ok' });
  });

  it('tells of secrets that others can read', () => {
    mkdirSync(state(), { recursive: true });
    writeFileSync(join(state(), 'secrets.json'), '{}', { mode: 0o644 });
    expect(doctor().find('secrets file')).toMatchObject({
      status: 'broken',
      advice: `chmod 600 ${join(state(), 'secrets.json')}`,
    });
  });
});

describe('the clock', () => {
  const rrsig =
    'DS 8 1 86400 20261204050000 20261121040000 26116 . qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=';
  const signed = validity({
    records: [
      {
        name: parseDomainName('com'),
        type: 'RRSIG',
        ttl: 60,
        rdata: parseRdata('RRSIG', rrsig, parseDomainName('com')),
      },
    ],
  });

  it.each([
    ['2026-11-22T00:00:00Z', 'ok'],
    ['2027-11-22T00:00:00Z', 'broken'],
    ['2026-11-20T00:00:00Z', 'broken'],
    ['2025-11-22T00:00:00Z', 'broken'],
    ['1970-01-01T00:00:00Z', 'broken'],
  ])('at %s is %s by a signature of the DNS root', (now, status) => {
    expect(clock(new Date(now), signed)).toMatchObject({ status });
  });

  it('without a signature is judged by when the version was made', () => {
    expect(clock(new Date('2025-11-22T00:00:00Z'), undefined)).toMatchObject({ status: 'broken' });
    expect(clock(new Date('2027-11-22T00:00:00Z'), undefined)).toMatchObject({ status: 'ok' });
    expect(validity({ records: [] })).toBeUndefined();
  });
});
