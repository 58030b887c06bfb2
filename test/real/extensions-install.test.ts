import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';

const REGCTL = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-extensions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}
const call = (program: string, argv: readonly string[], environment = {}, cwd = folder): Result =>
  spawnSync(program, argv, {
    encoding: 'utf8',
    cwd,
    env: { HOME: folder, PATH: `${join(folder, 'path')}:${process.env['PATH'] ?? ''}`, ...environment },
  });
const run = (argv: string, environment = {}): Result =>
  call(process.execPath, [REGCTL, ...argv.split(' ')], environment);
const ok = (argv: string): string => {
  const { status, stdout, stderr } = run(argv);
  expect(status, stderr).toBe(0);
  return stdout;
};
const row = (argv: string): { readonly [field: string]: unknown } =>
  JSON.parse(ok(`${argv} --json`)) as { readonly [field: string]: unknown };
const git = (cwd: string, ...argv: readonly string[]): string => {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.net', '-c', 'init.defaultBranch=main'];
  const { status, stdout, stderr } = call('git', [...identity, ...argv], {}, cwd);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
};

/** The folder of an extension that says something. */
function makeFolder(name: string, says: string): string {
  const path = join(folder, 'work', `regctl-${name}`);
  mkdirSync(join(path, 'lib'), { recursive: true });
  writeFileSync(join(path, `regctl-${name}`), '#!/bin/sh\n. "$(dirname "$0")/lib/words"\n');
  chmodSync(join(path, `regctl-${name}`), 0o755);
  writeFileSync(join(path, 'lib/words'), `echo ${says} "$@"\n`);
  return path;
}
const placed = (): string => join(folder, '.local/share/regctl/extensions');

describe('an extension from a folder', () => {
  it('is copied, called, kept as it is, upgraded and removed', () => {
    const path = makeFolder('greet', 'one');
    const { digest } = row(`extensions install ${path}`);
    expect(ok('greet you')).toBe('one you\n');
    makeFolder('greet', 'two');
    expect(ok('greet')).toBe('one\n');
    expect(JSON.parse(ok('extensions upgrade --all --dry-run --json=name,outcome,before'))).toEqual([
      { name: 'greet', outcome: 'upgraded', before: digest },
    ]);
    expect(ok('greet')).toBe('one\n');
    ok('extensions upgrade greet');
    expect(ok('greet')).toBe('two\n');
    expect(ok('extensions upgrade greet -o tsv')).toContain('up-to-date');
    expect(readdirSync(join(placed(), 'greet'))).toHaveLength(1);
    ok('extensions remove greet');
    expect(readdirSync(placed())).toEqual([]);
    expect(run('greet')).toMatchObject({ status: 2, stdout: '' });
    expect(run('extensions remove greet')).toMatchObject({ status: 5 });
  });

  it('is not run once one of its files was changed, and put back by an upgrade', () => {
    ok(`extensions install ${makeFolder('greet', 'one')}`);
    const [digest = ''] = readdirSync(join(placed(), 'greet'));
    appendFileSync(join(placed(), 'greet', digest, 'lib/words'), 'echo evil\n');
    const { status, stdout, stderr } = run('greet');
    expect({ status, stdout }).toEqual({ status: 7, stdout: '' });
    expect(stderr).toContain('[EXTENSION_CHANGED]');
    expect(run('extensions list').stderr).toContain('greet is not what was installed');
    expect(ok('extensions upgrade greet -o tsv')).toContain('restored');
    expect(ok('greet')).toBe('one\n');
  });

  it('that may not be run any more is put back too', () => {
    ok(`extensions install ${makeFolder('greet', 'one')}`);
    const [digest = ''] = readdirSync(join(placed(), 'greet'));
    chmodSync(join(placed(), 'greet', digest, 'regctl-greet'), 0o644);
    expect(run('greet').stderr).toContain('[EXTENSION_CHANGED]');
    expect(ok('extensions upgrade greet -o tsv')).toContain('restored');
    expect(ok('greet')).toBe('one\n');
  });

  it('whose folder is gone keeps no other from being upgraded', () => {
    const gone = makeFolder('away', 'one');
    ok(`extensions install ${gone}`);
    ok(`extensions install ${makeFolder('greet', 'one')}`);
    rmSync(gone, { recursive: true });
    makeFolder('greet', 'two');
    const { status, stdout } = run('extensions upgrade --all --json=name,outcome,error');
    expect({ status, rows: JSON.parse(stdout) as unknown }).toEqual({
      status: 9,
      rows: [
        { name: 'away', outcome: 'failed', error: expect.stringContaining('cannot read') as unknown },
        { name: 'greet', outcome: 'upgraded', error: null },
      ],
    });
    expect(ok('away')).toBe('one\n');
    expect(ok('greet')).toBe('two\n');
    expect(run('extensions upgrade away')).toMatchObject({ status: 5, stdout: '' });
  });

  it.each([
    ['a command', 'dns', 7, () => undefined],
    ['another name of a command', 'domain', 7, () => undefined],
    ['an alias', 'mx', 7, () => ok('alias set mx version')],
    ['an extension', 'greet', 7, () => ok(`extensions install ${makeFolder('greet', 'one')}`)],
  ])('never takes the place of %s', (_, name, status, prepare) => {
    prepare();
    expect(run(`extensions install ${makeFolder(name, 'taken')}`)).toMatchObject({ status, stdout: '' });
  });

  it('is called before one on PATH, and hides it', () => {
    mkdirSync(join(folder, 'path'));
    writeFileSync(join(folder, 'path/regctl-greet'), '#!/bin/sh\necho path\n');
    chmodSync(join(folder, 'path/regctl-greet'), 0o755);
    expect(ok('greet')).toBe('path\n');
    const { path } = row(`extensions install ${makeFolder('greet', 'one')}`);
    expect(ok('greet')).toBe('one\n');
    expect(JSON.parse(ok('extensions list --json=called,hiddenBy'))).toEqual([
      { called: true, hiddenBy: null },
      { called: false, hiddenBy: path },
    ]);
  });

  it('is refused where its digest is not the one that was asked for, and by --dry-run only looked at', () => {
    const path = makeFolder('greet', 'one');
    expect(run(`extensions install ${path} --digest ${'0'.repeat(64)}`)).toMatchObject({ status: 7 });
    const { digest } = row(`extensions install ${path} --dry-run`);
    expect(existsSync(placed())).toBe(false);
    ok(`extensions install ${path} --digest sha256:${String(digest)}`);
    expect(ok('greet')).toBe('one\n');
  });

  it.each([
    ['is called otherwise', () => join(makeFolder('greet', 'one'), 'lib'), 2],
    [
      'holds no program',
      () => {
        const path = makeFolder('greet', 'one');
        rmSync(join(path, 'regctl-greet'));
        return path;
      },
      2,
    ],
    [
      'holds one that is not executable',
      () => {
        const path = makeFolder('greet', 'one');
        chmodSync(join(path, 'regctl-greet'), 0o644);
        return path;
      },
      2,
    ],
    ['is not there', () => join(folder, 'regctl-none'), 2],
    ['is an address with a password', () => 'https://me:canary-1@127.0.0.1/regctl-greet', 2],
    ['is an address with a token', () => 'https://canary-2@127.0.0.1:9/me/regctl-greet', 2],
    ['is read by running a program', () => 'ext::sh -c evil regctl-greet', 2],
  ])('that %s is refused in three lines', (_, source, status) => {
    const result = call(process.execPath, [REGCTL, 'extensions', 'install', source()]);
    expect(result).toMatchObject({ status, stdout: '' });
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(result.stderr).not.toContain('canary');
    expect(existsSync(placed())).toBe(false);
  });

  it('leaves links out, which may lead anywhere', () => {
    const path = makeFolder('greet', 'one');
    symlinkSync('/etc/passwd', join(path, 'link'));
    expect(row(`extensions install ${path}`)).toMatchObject({ files: 2 });
  });
});

describe.runIf(hasProgram('git', 'git'))('an extension from a git repository', () => {
  let repository: string;
  let address: string;
  beforeEach(() => {
    repository = makeFolder('whois', 'one');
    git(repository, 'init', '--quiet');
    git(repository, 'add', '.');
    git(repository, 'commit', '--quiet', '-m', 'one');
    address = `file://${repository}`;
  });
  const commit = (says: string): string => {
    makeFolder('whois', says);
    git(repository, 'commit', '--quiet', '-a', '-m', says);
    return git(repository, 'rev-parse', 'HEAD');
  };

  it('is called, keeps its commit, and is upgraded to the next', () => {
    const first = git(repository, 'rev-parse', 'HEAD');
    expect(row(`extensions install ${address}`)).toMatchObject({ source: address, commit: first, files: 2 });
    const second = commit('two');
    expect(ok('whois it')).toBe('one it\n');
    expect(JSON.parse(ok('extensions upgrade whois --json=outcome,commit'))).toEqual([
      { outcome: 'upgraded', commit: second },
    ]);
    expect(ok('whois')).toBe('two\n');
  });

  it('stays at the tag or commit that was asked for', () => {
    git(repository, 'tag', 'v1');
    const first = git(repository, 'rev-parse', 'HEAD');
    commit('two');
    expect(row(`extensions install ${address} --ref v1`)).toMatchObject({ commit: first, ref: 'v1' });
    expect(ok('extensions upgrade --all -o tsv')).toContain('up-to-date');
    ok('extensions remove whois');
    expect(row(`extensions install ${address} --ref ${first}`)).toMatchObject({ commit: first });
    expect(ok('whois')).toBe('one\n');
  });

  it('runs nothing while it is read: no hook, filter or template of the user', () => {
    const trace = join(folder, 'ran');
    const hooks = join(folder, 'hooks');
    mkdirSync(hooks);
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change', 'post-merge']) {
      writeFileSync(join(hooks, hook), `#!/bin/sh\necho ${hook} >> ${trace}\n`);
      chmodSync(join(hooks, hook), 0o755);
    }
    git(repository, 'config', '--global', 'filter.evil.smudge', `sh -c 'echo smudge >> ${trace}; cat'`);
    writeFileSync(join(repository, '.gitattributes'), '* filter=evil export-subst\n');
    git(repository, 'add', '.');
    git(repository, 'commit', '--quiet', '-m', 'attributes');
    git(repository, 'config', '--global', 'core.hooksPath', hooks);
    mkdirSync(join(folder, 'template/hooks'), { recursive: true });
    git(repository, 'config', '--global', 'init.templateDir', join(folder, 'template'));
    ok(`extensions install ${address}`);
    expect(existsSync(trace)).toBe(false);
    expect(ok('whois')).toBe('one\n');
  });

  it.each(['ext::sh -c touch% ran', 'http://127.0.0.1:9/regctl-whois', 'git://127.0.0.1:9/regctl-whois'])(
    'is not read from %s',
    (source) => {
      const result = call(process.execPath, [REGCTL, 'extensions', 'install', source]);
      expect(result.status).not.toBe(0);
      expect(result.stderr.trimEnd().split('\n')).toHaveLength(3);
      expect(existsSync(join(folder, 'ran'))).toBe(false);
    },
  );

  it("that is not there is told in git's words", () => {
    const { status, stderr } = run(`extensions install file://${folder}/regctl-none`);
    expect(status).toBe(1);
    expect(stderr).toContain('[PROGRAM_FAILED]');
    expect(stderr).toContain('does not appear to be a git repository');
    expect(run(`extensions install ${address} --ref gone`).stderr).toContain("couldn't find remote ref gone");
    expect(readFileSync(join(repository, 'regctl-whois'), 'utf8')).not.toBe('');
  });
});
