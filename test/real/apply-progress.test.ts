// An apply of several writes, by the real command on a real terminal, in local mode and at a server: they show the same, and Ctrl-C ends them alike.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openGate, type Gate } from '../support/gated-batches.ts';
import { openTestServer, type TestServer } from '../support/hosted.ts';
import { startFakeCloudflare, type FakeCloudflare } from '../support/providers/cloudflare.ts';
import { hasProgram } from '../support/programs.ts';

const BIN = new URL('../../bin/regctl.js', import.meta.url).pathname;
const ZONE = 'example.com';
/** Three writes: Cloudflare takes 200 records in one. */
const RECORDS = 450;
const LONG = { timeout: 20_000, interval: 20 };

describe.runIf(hasProgram('script', 'bsdutils'))('an apply on a terminal', () => {
  let home: string;
  let cloudflare: FakeCloudflare;
  let gate: Gate;
  let server: TestServer;
  /** Routes that the server has answered. */
  let answered: string[];

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'regctl-progress-'));
    const lines = Array.from({ length: RECORDS }, (_, i) => `host${String(i)} 300 IN A 192.0.2.1`);
    writeFileSync(join(home, 'many.zone'), `${lines.join('\n')}\n`);
    cloudflare = await startFakeCloudflare();
    cloudflare.paid = true;
    cloudflare.zone(ZONE).records.clear();
    gate = await openGate(cloudflare.url);
    answered = [];
    const info = (_: string, { route }: { readonly route?: unknown } = {}): number =>
      answered.push(String(route));
    server = await openTestServer({
      socket: true,
      logger: { debug: () => undefined, info, warn: () => undefined },
    });
  });
  afterEach(async () => {
    gate.release();
    await server.dispose();
    await gate.close();
    await cloudflare.stop();
    rmSync(home, { recursive: true, force: true });
  });

  const environmentOf = (mode: 'local' | 'hosted'): NodeJS.ProcessEnv => ({
    HOME: home,
    PATH: process.env['PATH'],
    TERM: 'xterm',
    NO_COLOR: '1',
    ...(mode === 'local'
      ? { CLOUDFLARE_API_TOKEN: cloudflare.token }
      : { REGCTL_HOST: server.url, REGCTL_TOKEN: server.token }),
  });

  /** Begins to import the zone, the second write of which is held up. */
  const begin = async (mode: 'local' | 'hosted'): Promise<Terminal> => {
    const account = {
      name: 'main',
      provider: 'cloudflare',
      endpoint: `${gate.url}/client/v4`,
      verify: false,
    };
    if (mode === 'hosted')
      await server.client().accounts.add({ ...account, credentials: { 'api-token': cloudflare.token } });
    else {
      const words = `accounts add cloudflare --name main --endpoint ${account.endpoint} --from-env --no-test`;
      const added = openTerminal(words, home, environmentOf(mode));
      expect(await added.ended, added.text()).toBe(0);
    }
    gate.holdAfter(1);
    return openTerminal(`zones import ${ZONE} many.zone --yes`, home, environmentOf(mode));
  };

  it.each(['local', 'hosted'] as const)('shows how many changes are made: %s', async (mode) => {
    const terminal = await begin(mode);
    await expect.poll(terminal.text, LONG).toContain(`${ZONE} on main: 200 of 450 changes made`);
    gate.release();
    expect(await terminal.ended, terminal.text()).toBe(0);
    expect(terminal.text()).toContain('\u001b[2K');
    expect(terminal.text()).toContain('(cloudflare): 450 changes made');
    expect(cloudflare.zone(ZONE).records.size).toBe(RECORDS);
  });

  it.each(['local', 'hosted'] as const)(
    'ends at Ctrl-C with what was done, and can be gone on with: %s',
    async (mode) => {
      const terminal = await begin(mode);
      await expect.poll(terminal.text, LONG).toContain('200 of 450 changes made');
      terminal.type('\u0003');
      await expect.poll(terminal.text, LONG).toContain('stopping after the write at hand; Ctrl-C once more');
      if (mode === 'hosted') await expect.poll(() => answered, LONG).toContain('/api/v1/plans/apply/stop');
      gate.release();
      expect(await terminal.ended, terminal.text()).toBe(130);
      expect(terminal.text()).toMatch(
        /apply to example\.com stopped after 400 of 450 changes +\[INTERRUPTED\]/,
      );
      expect(cloudflare.zone(ZONE).records.size).toBe(400);
      const [, operation = ''] = /regctl apply (op_[0-9a-z]+)/.exec(terminal.text()) ?? [];
      const goneOn = openTerminal(`apply ${operation} --yes`, home, environmentOf(mode));
      expect(await goneOn.ended, goneOn.text()).toBe(0);
      expect(goneOn.text()).toContain('50 changes made, 400 were there from an interrupted run');
      expect(cloudflare.zone(ZONE).records.size).toBe(RECORDS);
    },
  );
});

/** regctl on a terminal of its own. */
interface Terminal {
  /** All that it showed. */
  readonly text: () => string;
  type(keys: string): void;
  readonly ended: Promise<number | null>;
}

function openTerminal(words: string, cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const command = `stty cols 120; exec '${process.execPath}' '${BIN}' ${words}`;
  const child: ChildProcess = spawn('script', ['-qec', command, '/dev/null'], { cwd, env, stdio: 'pipe' });
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return {
    text: () => text,
    type: (keys) => void child.stdin?.write(keys),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}
