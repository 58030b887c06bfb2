import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const REGCTL = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-extensions-'));
  for (const name of ['first', 'second', 'here']) mkdirSync(join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const extension = (path: string, script: string): void => {
  writeFileSync(join(folder, path), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, path), 0o755);
};
const run = (
  argv: readonly string[],
  environment: { readonly [name: string]: string } = {},
): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [REGCTL, ...argv], {
    encoding: 'utf8',
    cwd: join(folder, 'here'),
    input: 'from stdin',
    env: {
      HOME: folder,
      PATH: `:.:here:${join(folder, 'first')}:${join(folder, 'second')}:/usr/bin:/bin`,
      ...environment,
    },
  });

describe('an extension', () => {
  it('gets its words as they are, the streams, and gives its exit code', () => {
    extension('first/regctl-greet', 'printf "[%s]" "$@"; cat; echo problem >&2; exit 42');
    expect(run(['greet', '--help', 'two words', '--', '-x'])).toMatchObject({
      status: 42,
      stdout: '[--help][two words][--][-x]from stdin',
      stderr: 'problem\n',
    });
  });

  it('is told the settings, and no secret', () => {
    extension('first/regctl-tell', 'env');
    const secrets = {
      REGCTL_TOKEN: 'canary-1',
      REGCTL_PASSPHRASE: 'canary-2',
      REGCTL_PASSPHRASE_FILE: '/canary-3',
      REGCTL_AUTH_CODE: 'canary-4',
      CLOUDFLARE_API_TOKEN: 'canary-5',
      AWS_SECRET_ACCESS_KEY: 'canary-6',
      PORKBUN_SECRET_API_KEY_FILE: '/canary-7',
      REGCTL_SERVER_MASTER_KEYS: 'canary-8',
    };
    const { stdout, status } = run(['--account', 'shop', '--mode=local', 'tell'], {
      ...secrets,
      REGCTL_HOST: 'https://regctl.example.org',
      LANG: 'C',
    });
    expect(status).toBe(0);
    for (const line of [
      'REGCTL_ACCOUNT=shop',
      'REGCTL_MODE=local',
      'REGCTL_HOST=https://regctl.example.org',
      'REGCTL_EXTENSION=tell',
      'LANG=C',
    ])
      expect(stdout.split('\n')).toContain(line);
    expect(stdout).not.toContain('canary');
  });

  it('never takes the place of a command or an alias', () => {
    for (const name of ['dns', 'domain', 'version', 'mx']) extension(`first/regctl-${name}`, 'echo taken');
    expect(run(['alias', 'set', 'mx', 'version']).status).toBe(0);
    for (const argv of [['version'], ['dns', '--help'], ['domain', '--help'], ['mx']])
      expect(run(argv).stdout).not.toContain('taken');
    const { stdout } = run(['extensions', 'list', '--json']);
    expect((JSON.parse(stdout) as { name: string; hiddenBy: string }[]).map((row) => row.hiddenBy)).toEqual([
      'the command dns',
      'the command domain',
      'the alias mx',
      'the command version',
    ]);
  });

  it('is the first on PATH, and none of the folder that somebody stands in', () => {
    extension('first/regctl-one', 'echo first');
    extension('second/regctl-one', 'echo second');
    extension('here/regctl-evil', 'echo evil');
    writeFileSync(join(folder, 'first/regctl-plain'), 'no program');
    expect(run(['one']).stdout).toBe('first\n');
    for (const name of ['evil', 'plain', '../here/regctl-evil', 'two'])
      expect(run([name])).toMatchObject({ status: 2, stdout: '' });
    const { stdout } = run(['extensions', 'list', '--json=name,called,hiddenBy']);
    expect(JSON.parse(stdout)).toEqual([
      { name: 'one', called: true, hiddenBy: null },
      { name: 'one', called: false, hiddenBy: join(folder, 'first/regctl-one') },
    ]);
  });

  it('that cannot be started is told of in three lines', () => {
    extension('first/regctl-broken', '');
    writeFileSync(join(folder, 'first/regctl-broken'), '#!/no/such/shell\n');
    const { status, stdout, stderr } = run(['broken']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(stderr).toContain('[FILE_FAILED]');
  });
});
