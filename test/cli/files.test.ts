import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  await ok('zones create example.org --account local --nameserver ns1.example.net');
  write('regctl.yaml', 'account: local\nzones:\n  example.org:\n    file: example.org.zone\n');
  write('example.org.zone', 'www 300 IN A 192.0.2.1\n');
});
afterEach(() => home.dispose());

const at = (name: string): string => join(home.project, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);
const ok = async (argv: string): Promise<void> => {
  const result = await home.run(argv);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
};

/** Three lines with the code of files, and no word of a defect or of the system's own. */
const FILE_FAILED = {
  exitCode: 1,
  stdout: '',
  stderr: expect.stringMatching(
    /^✗ cannot \w+ [^\n]* {2}\[FILE_FAILED\]\n {2}(?![^\n]*E[A-Z]{4})\S[^\n]*\n {2}→ \S[^\n]*\n$/,
  ) as unknown,
};

describe.runIf(existsSync('/proc/self'))('what cannot be written', () => {
  it.each([
    'plan --out /proc/x/plan.json',
    'plan --out missing/plan.json',
    'plan --out regctl.yaml/plan.json',
    'plan --out served',
    'zones export example.org --out /proc/x.zone',
    'zones export --all --dir /proc/x/y',
    'zones export --all --dir regctl.yaml',
    'zones create other.test --account broken --nameserver ns1.example.net',
    'zones list --account broken',
  ])('is told of by %s', async (argv) => {
    const endpoint = argv.includes('list') ? at('regctl.yaml') : '/proc/x/y';
    await ok(`accounts add zonefile --name broken --endpoint ${endpoint} --no-test`);
    expect(await home.run(argv)).toMatchObject(FILE_FAILED);
  });

  it.each([
    ['completion install fish', { HOME: '/proc/x/y' }],
    ['config edit', { REGCTL_CONFIG_DIR: '/proc/x/y', EDITOR: 'true' }],
  ])('is told of by %s', async (argv, environment) => {
    expect(await home.run(argv, { environment })).toMatchObject(FILE_FAILED);
  });

  it('is told of by pull, and by fmt before an earlier file is written', async () => {
    write('regctl.yaml', 'account: local\nzones:\n  example.org:\n    file: example.org.zone/x.zone\n');
    expect(await home.run('pull')).toMatchObject(FILE_FAILED);
    write('a.test.zone', 'w   60 A 192.0.2.1\n');
    mkdirSync(at('b.test.yaml/c.yaml'), { recursive: true });
    expect(await home.run('fmt a.test.zone b.test.yaml')).toMatchObject(FILE_FAILED);
    expect(readFileSync(at('a.test.zone'), 'utf8')).toBe('w   60 A 192.0.2.1\n');
  });

  it('does not stop a command that only wanted to remember names', async () => {
    expect(
      await home.run('dns list example.org', { environment: { XDG_CACHE_HOME: '/proc/x/y' } }),
    ).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('leaves no account behind where a project cannot begin', async () => {
    await ok('accounts remove local --yes');
    rmSync(at('regctl.yaml'));
    write('zones', '');
    expect(await home.run('init --local served')).toMatchObject(FILE_FAILED);
    expect((await home.run('accounts list')).stdout).toBe('');
    expect(existsSync(at('regctl.yaml'))).toBe(false);
  });
});

describe('what cannot be read', () => {
  it.each(['validate served --zone example.org', 'fmt served --zone example.org'])(
    'is missing: %s',
    async (argv) => {
      // A folder is one of octoDNS, and this one has no YAML.
      expect(await home.run(argv)).toMatchObject({
        exitCode: 5,
        stderr: expect.stringContaining('[FILE_NOT_FOUND]') as unknown,
      });
    },
  );

  it.each([
    ['zones import example.org x.zone --yes', 'x.zone/inner'],
    ['apply plan.json', 'plan.json/inner'],
    ['plan', 'example.org.zone/inner'],
  ])('is told of by %s', async (argv, folder) => {
    rmSync(at(folder.split('/')[0] ?? ''), { force: true });
    mkdirSync(at(folder), { recursive: true });
    const result = await home.run(argv);
    expect([1, 5], result.stderr).toContain(result.exitCode);
    expect(result.stderr).toMatch(/\[FILE_(?:FAILED|NOT_FOUND)\]/);
    expect(result.stderr).not.toMatch(/defect|EISDIR/);
  });
});

describe('a file that is written', () => {
  it('is whole, goes through a link, and keeps its mode', async () => {
    write('target.json', 'old');
    chmodSync(at('target.json'), 0o640);
    symlinkSync('target.json', at('plan.json'));
    await ok('plan --out plan.json');
    expect(readFileSync(at('target.json'), 'utf8')).toContain('regctl.plans/v1');
    expect(statSync(at('target.json')).mode & 0o777).toBe(0o640);
    expect(lstatSync(at('plan.json')).isSymbolicLink()).toBe(true);
    expect(readdirSync(home.project).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('may be what is no file', async () => {
    expect(await home.run('plan --out /dev/null')).toMatchObject({ exitCode: 0 });
  });
});

describe('init', () => {
  beforeEach(() => rmSync(at('regctl.yaml')));

  it('does not touch zone files with other records', async () => {
    mkdirSync(at('zones'));
    write('zones/example.org.zone', '; mine\nwww 300 IN A 192.0.2.1\n');
    const result = await home.run('init');
    expect(result).toMatchObject({ exitCode: 7, stdout: '' });
    expect(result.stderr).toContain('[ALREADY_EXISTS]');
    expect(readFileSync(at('zones/example.org.zone'), 'utf8')).toBe('; mine\nwww 300 IN A 192.0.2.1\n');
    expect(existsSync(at('regctl.yaml'))).toBe(false);
  });

  it('keeps the files of the project apart from those that the account serves', async () => {
    await ok('accounts update local --endpoint zones');
    await ok('zones create example.net --nameserver ns1.example.org');
    const text = `; mine\n${readFileSync(at('zones/example.net.zone'), 'utf8')}`;
    write('zones/example.net.zone', text);
    expect((await home.run('init')).stderr).toContain('written with 1 zone; edit config/');
    expect(readFileSync(at('zones/example.net.zone'), 'utf8')).toBe(text);
    write(
      'config/example.net.zone',
      `${readFileSync(at('config/example.net.zone'), 'utf8')}www A 192.0.2.1\n`,
    );
    expect((await home.run('plan')).stdout).toContain('+ www A 192.0.2.1');
  });

  it('says what is missing where the account has no zones', async () => {
    await ok('accounts update local --endpoint nothing-yet');
    expect((await home.run('init')).stderr).toContain(
      'has no zones yet: make one with `regctl zones create`',
    );
    expect((await home.run('plan')).stderr).toContain('regctl.yaml names no zone');
  });
});

describe('plan', () => {
  it('tells of a file that the account itself serves, as no edit of it is ever a change', async () => {
    await ok('accounts update local --endpoint zones');
    await ok('zones create example.net --nameserver ns1.example.org');
    write('regctl.yaml', 'account: local\nzones:\n  example.net:\n    file: zones/example.net.zone\n');
    const result = await home.run('plan');
    expect(result).toMatchObject({ exitCode: 0 });
    expect(result.stderr).toContain('zones/example.net.zone is the very file that account local serves');
  });

  it.each(['plan', 'apply --yes'])(
    '%s refuses a file without a record, however small the zone',
    async (call) => {
      await ok('zones create example.net --nameserver ns1.example.org');
      await ok('dns set example.net www A 192.0.2.1');
      write('regctl.yaml', 'account: local\nzones:\n  example.net:\n    file: cut-off.zone\n');
      write('cut-off.zone', '$TTL 300\n');
      const result = await home.run(call);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('cut-off.zone holds no records  [INVALID_ZONE_FILE]');
      expect((await home.run('dns get example.net www A')).stdout).toContain('192.0.2.1');
    },
  );
});

describe('pull', () => {
  it.each([
    ['x.db', /^\$ORIGIN example\.org\.\n/],
    ['x.yaml', /^---\n"":\n/],
    ['x.json', /"zone": "example\.org"/],
  ])('writes %s by the end of its name', async (file, expected) => {
    write('regctl.yaml', `account: local\nzones:\n  example.org:\n    file: sub/${file}\n`);
    await ok('pull');
    expect(readFileSync(at(`sub/${file}`), 'utf8')).toMatch(expected);
    expect((await home.run('plan')).stdout).toContain('nothing to do');
  });

  it('refuses to write over what octoDNS alone knows', async () => {
    const text = 'www:\n  type: A\n  value: 192.0.2.1\n  octodns: {cloudflare: {proxied: true}}\n';
    write('x.yaml', text);
    write('regctl.yaml', 'account: local\nzones:\n  example.org:\n    file: x.yaml\n');
    const result = await home.run('pull');
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('octodns');
    expect(readFileSync(at('x.yaml'), 'utf8')).toBe(text);
  });

  it('writes no file where a zone cannot be read', async () => {
    write(
      'regctl.yaml',
      'account: local\nzones:\n  example.org:\n    file: example.org.zone\n  missing.test:\n    file: missing.test.zone\n',
    );
    expect(await home.run('pull')).toMatchObject({ exitCode: 5 });
    expect(readFileSync(at('example.org.zone'), 'utf8')).toBe('www 300 IN A 192.0.2.1\n');
  });
});

describe('-', () => {
  it('is stdout for a plan, which apply takes from stdin', async () => {
    const { exitCode, stdout, stderr } = await home.run('plan --out -');
    expect(exitCode, stderr).toBe(0);
    expect(existsSync(at('-'))).toBe(false);
    expect(JSON.parse(stdout)).toMatchObject({ format: 'regctl.plans/v1', plans: [{ zone: 'example.org' }] });
    expect(await home.run('apply -', { stdin: stdout })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(at('served/example.org.zone'), 'utf8')).toContain('192.0.2.1');
  });

  it('lays a zone out from stdin to stdout, and touches no file', async () => {
    const before = readFileSync(at('example.org.zone'), 'utf8');
    const given = '$TTL 300\nwww     A 192.0.2.1\n';
    const { exitCode, stdout } = await home.run('fmt - --zone example.org', { stdin: given });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\$ORIGIN example\.org\.\n/);
    expect(await home.run('fmt - --zone example.org', { stdin: stdout })).toMatchObject({
      exitCode: 0,
      stdout,
    });
    // $ORIGIN says the zone of a file from stdin as of any other.
    expect(await home.run('fmt -', { stdin: stdout })).toMatchObject({ exitCode: 0, stdout });
    const check = 'fmt - --check --zone example.org';
    expect(await home.run(check, { stdin: given })).toMatchObject({ exitCode: 3, stdout: '' });
    expect(await home.run(check, { stdin: stdout })).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(at('example.org.zone'), 'utf8')).toBe(before);
  });

  it('stands alone, and needs the name of its zone', async () => {
    for (const argv of ['fmt - example.org.zone --zone example.org', 'fmt -', 'validate -'])
      expect(await home.run(argv, { stdin: 'www 300 A 192.0.2.1\n' }), argv).toMatchObject({
        exitCode: 2,
        stdout: '',
      });
    expect((await home.run('apply -', { stdin: '{}' })).stderr).toContain('✗ stdin is no plan');
  });
});
