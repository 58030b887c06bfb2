import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';

const BIN = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));

let folder: string;
let environment: { [name: string]: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-shell-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/regctl'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(join(folder, 'bin/regctl'), 0o755);
  environment = { PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder, TERM: 'dumb' };
  for (const call of [
    ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(folder, 'zones')],
    ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
    ['dns', 'set', 'example.org', 'webserver', 'A', '192.0.2.1'],
    ['zones', 'list'],
  ]) {
    const { status, stderr } = spawnSync('regctl', call, { env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shell = (program: string, args: readonly string[]): string => {
  const { stdout, stderr } = spawnSync(program, args, {
    env: environment,
    cwd: folder,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return stdout + stderr;
};

/** What a person typed, and what the shell must then offer. */
const CASES: readonly (readonly [typed: string, offered: string])[] = [
  ['regctl zo', 'zones'],
  ['regctl dns se', 'set'],
  ['regctl dns list exam', 'example.org'],
  ['regctl dns set example.org webs', 'webserver'],
  ['regctl dns list --acc', '--account'],
  ['regctl zones list --account lo', 'local'],
  ['regctl dns list example.org --output js', 'json'],
];

describe('bash', () => {
  it.each(CASES)('completes `%s` with %s', (typed, offered) => {
    const words = typed.split(' ');
    const script = `source <(regctl completion bash)
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _regctl; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(shell('bash', ['--norc', '-c', script]).split('\n')).toContain(offered);
  });
});

describe.runIf(hasProgram('zsh', 'zsh'))('zsh', () => {
  it.each(CASES)('completes `%s` with %s', (typed, offered) => {
    // A shell in a pseudo-terminal, into which the words are typed and then a tab; the whole line is read back.
    const script = `zmodload zsh/zpty
zpty -b z zsh -f -i
send() { zpty -w z "$1" }
send 'PROMPT=""; unsetopt zle_bracketed_paste 2>/dev/null; autoload -Uz compinit && compinit -u -d ${folder}/dump; source <(regctl completion zsh); print re""ady'
wait_for() { local out= line= deadline=$((SECONDS + 15)); while (( SECONDS < deadline )); do while zpty -r -t z line 2>/dev/null; do out+=$line; done; [[ $out == *"$1"* ]] && return 0; done; print -r -- "$out"; return 1 }
wait_for ready || exit 1
zpty -w -n z '${typed}'$'\\t'
wait_for '${offered}' && print found
zpty -d z`;
    expect(shell('zsh', ['-f', '-c', script])).toContain('found');
  });
});

describe.runIf(hasProgram('fish', 'fish'))('fish', () => {
  it.each(CASES)('completes `%s` with %s', (typed, offered) => {
    const script = `regctl completion fish | source; complete -C '${typed}'`;
    expect(
      shell('fish', ['--no-config', '-c', script])
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toContain(offered);
  });
});

describe('pipes', () => {
  it.runIf(hasProgram('jq', 'jq'))('give names to jq', () => {
    expect(shell('bash', ['-c', "regctl dns list example.org --json | jq -r '.[].name'"])).toBe(
      '@\n@\nwebserver\n',
    );
    expect(shell('bash', ['-c', "regctl dns list --json example.org | jq -r '.[].name'"])).toBe(
      '@\n@\nwebserver\n',
    );
  });

  it('may close early without a word', () => {
    expect(
      shell('bash', ['-c', 'set -o pipefail; regctl schema --tree | head -1; echo "${PIPESTATUS[0]}"']),
    ).toBe('{\n0\n');
  });

  it('get no colour and no header', () => {
    expect(shell('bash', ['-c', 'regctl dns list example.org --type A | cat'])).toBe(
      'webserver\t3600\tA\t192.0.2.1\n',
    );
  });
});

describe('a process', () => {
  it('says its version and nothing else', () => {
    expect(shell('regctl', ['--version'])).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('ends with 2 on a mistyped command, with a suggestion on stderr only', () => {
    const { status, stdout, stderr } = spawnSync('regctl', ['dsn', 'list'], {
      env: environment,
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('regctl dns');
  });
});
