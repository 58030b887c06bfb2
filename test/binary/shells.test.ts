// Completion by the standalone binary in real shells at a pseudo-terminal: words are typed, then a tab, then the rest of a command, whose output shows what the tab became.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BINARY } from '../support/binary.ts';
import { hasProgram } from '../support/programs.ts';

/** Seconds until what a shell shows has come. */
const PATIENCE_S = 20;

let folder: string;
let environment: { [name: string]: string };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-shells-'));
  mkdirSync(join(folder, 'bin'));
  if (BINARY === undefined) return;
  symlinkSync(BINARY, join(folder, 'bin/regctl'));
  environment = {
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    TERM: 'dumb',
    REGCTL_NO_UPDATE_CHECK: '1',
    PAGER: 'cat',
  };
  for (const call of [
    ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(folder, 'zones')],
    ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
    ['dns', 'set', 'example.org', 'webserver', 'A', '192.0.2.77'],
    ['zones', 'list'],
  ]) {
    const { status, stderr } = spawnSync('regctl', call, { env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const CASES: readonly (readonly [typed: string, rest: string, shown: string])[] = [
  ['regctl zo', ' list', 'zonefile|local'],
  ['regctl dns se', ' --help', 'USAGE'],
  ['regctl dns list exam', '', '192.0.2.77'],
  ['regctl dns get example.org webs', ' A', '192.0.2.77'],
  ['regctl dns list example.org --acc', ' local', '192.0.2.77'],
  ['regctl dns list example.org --account lo', '', '192.0.2.77'],
  ['regctl dns list example.org --output js', '', '"serial"'],
];

/** How each shell is started, and where its completion is loaded from. */
const SHELLS = {
  bash: { start: 'bash --norc --noprofile -i', load: 'source <(regctl completion bash)' },
  zsh: {
    start: 'zsh -f -i',
    load: 'autoload -Uz compinit && compinit -u -D; source <(regctl completion zsh)',
  },
  fish: { start: 'fish --no-config -i', load: 'regctl completion fish | source' },
} as const;

describe.runIf(BINARY && hasProgram('expect', 'expect')).each(['bash', 'zsh', 'fish'] as const)(
  '%s',
  (shell) => {
    it.runIf(hasProgram(shell, shell)).each(CASES)('completes `%s`', (typed, rest, shown) => {
      const { start, load } = SHELLS[shell];
      const script = join(folder, 'type.exp');
      // The word that is waited for is not in what is typed, which the terminal shows too.
      writeFileSync(
        script,
        `set timeout ${PATIENCE_S}
spawn -noecho ${start}
proc wait_for {pattern} { expect -re $pattern { return } timeout { exit 1 } eof { exit 2 } }
send -- "${load.replaceAll('$', '\\$')}; echo rea''dy\\r"
wait_for "ready"
send -- "${typed}\\t"
send -- "${rest}\\r"
wait_for {${shown}}
exit 0
`,
      );
      const { status, stdout } = spawnSync('expect', [script], {
        encoding: 'utf8',
        env: environment,
        cwd: folder,
      });
      expect(status, stdout).toBe(0);
    });
  },
);

const hasPowerShell = spawnSync('pwsh', ['--version']).status === 0;
if (!hasPowerShell)
  process.stderr.write(
    'skipped: pwsh is not installed, and is no package of Debian: the script is not parsed\n',
  );

describe.runIf(hasPowerShell)('PowerShell', () => {
  it('parses the script', () => {
    const command =
      '$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile("completions/regctl.ps1", [ref]$null, [ref]$e); $e.Count';
    const { stdout } = spawnSync('pwsh', ['-NoProfile', '-Command', command], { encoding: 'utf8' });
    expect(stdout.trim()).toBe('0');
  });
});
