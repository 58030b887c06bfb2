// At a terminal that nobody watches: what CI and agents give a program to look at.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';

const BIN = new URL('../../bin/regctl.js', import.meta.url).pathname;

let home: string;
const environment = (): NodeJS.ProcessEnv => ({ HOME: home, PATH: process.env['PATH'], TERM: 'xterm' });
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'regctl-unattended-'));
  const add = ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(home, 'zones')];
  execFileSync(process.execPath, [BIN, ...add], { env: environment(), stdio: 'pipe' });
  writeFileSync(
    join(home, 'remove.exp'),
    `set timeout 60
spawn -noecho ${process.execPath} ${BIN} accounts remove local
expect {
  -re {\\(y/N\\)} { send -- "n\\r"; exp_continue }
  timeout { exit 101 }
  eof { }
}
exit [lindex [wait] 3]
`,
  );
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function removeAtTerminal(more: { readonly [name: string]: string }): {
  status: number | null;
  stdout: string;
} {
  return spawnSync('expect', [join(home, 'remove.exp')], {
    encoding: 'utf8',
    cwd: home,
    env: { ...environment(), ...more },
  });
}

describe.runIf(hasProgram('expect', 'expect'))('a question at a terminal', { timeout: 120_000 }, () => {
  it('is asked of a person', () => {
    const { status, stdout } = removeAtTerminal({ CI: '' });
    expect(stdout).toContain('(y/N)');
    expect(status, stdout).toBe(130);
  });

  it.each(['CI', 'AI_AGENT', 'CLAUDECODE', 'CURSOR_AGENT', 'GEMINI_CLI', 'CODEX_SANDBOX'])(
    'is a failure that names the flag where %s says that nobody is there',
    (name) => {
      const { status, stdout } = removeAtTerminal({ [name]: '1' });
      expect(stdout).not.toContain('(y/N)');
      expect(stdout).toContain('[CONFIRMATION_REQUIRED]');
      expect(stdout).toContain('give --yes');
      expect(status, stdout).toBe(2);
    },
  );
});
