// The first call of the standalone binary by somebody at a terminal.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINARY } from '../support/binary.ts';
import { hasProgram } from '../support/programs.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-first-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Types what is asked for: each pattern is waited for, then the keys are sent. */
function type(
  argv: string,
  steps: readonly (readonly [pattern: string, keys: string])[],
): { status: number | null; shown: string } {
  const lines = steps.map(
    ([pattern, keys]) => `wait_for {${pattern}}\n${keys === '' ? '' : `send -- "${keys}"\n`}`,
  );
  const script = join(folder, 'type.exp');
  writeFileSync(
    script,
    `set timeout 20
spawn -noecho ${BINARY ?? ''} ${argv}
proc wait_for {pattern} { expect -re $pattern { return } timeout { exit 101 } eof { exit 102 } }
${lines.join('')}expect eof
exit [lindex [wait] 3]
`,
  );
  const { status, stdout } = spawnSync('expect', [script], {
    encoding: 'utf8',
    cwd: folder,
    env: {
      HOME: folder,
      PATH: process.env['PATH'],
      TERM: 'xterm',
      REGCTL_NO_UPDATE_CHECK: '1',
      PAGER: 'cat',
    },
  });
  return { status, shown: stdout };
}

describe.runIf(BINARY && hasProgram('expect', 'expect'))('regctl alone, at a terminal', () => {
  it('offers three ways; the first needs no network', () => {
    const { status, shown } = type('', [
      ['Try it offline', ''],
      ['Connect a registrar', ''],
      ['Sign in', '\\r'],
      ['192.0.2.7', ''],
    ]);
    expect(status, shown).toBe(0);
    // The second call finds something, and shows the commands.
    expect(type('', [['USAGE', '']]).status).toBe(0);
  });

  it('ends with 130 where nothing is chosen, and leaves nothing', () => {
    expect(type('', [['Sign in', '\\003']]).status).toBe(130);
    expect(existsSync(join(folder, '.local'))).toBe(false);
    expect(existsSync(join(folder, '.config'))).toBe(false);
  });

  it('asks its way through init', () => {
    const { status, shown } = type('init', [
      // The last of the providers by name, and of the list.
      ['Who serves', '\\033\\[A\\r'],
      ['called', 'files\\r'],
      ['folder', `\\025${folder}/there\\r`],
      ['regctl.yaml written', ''],
    ]);
    expect(status, shown).toBe(0);
    expect(readFileSync(join(folder, 'regctl.yaml'), 'utf8')).toContain('account: files');
  });
});
