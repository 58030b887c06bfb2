import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = new URL('../../bin/regctl.js', import.meta.url).pathname;

describe('Ctrl-C in a real process', () => {
  let home: string;
  /** A name server that never says anything, and counts who asked. */
  const silent = createSocket('udp4');

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'regctl-signals-'));
    silent.bind(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const folder = join(home, '.config/regctl');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'config.yaml'),
      `resolver:\n  hosts:\n    ns1.example.net: 127.0.0.1:${port}\n`,
    );
    const env = { HOME: home, PATH: process.env['PATH'] };
    for (const words of [
      ['accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', join(home, 'zones')],
      ['zones', 'create', 'example.org', '--nameserver', 'ns1.example.net'],
    ])
      execFileSync(process.execPath, [BIN, ...words], { env, stdio: 'pipe' });
  });
  afterAll(() => {
    silent.close();
    rmSync(home, { recursive: true, force: true });
  });

  it.each([
    [['--json'], 1],
    [[], 3],
  ])('stops a wait at once with 130 and says so, %j', async (flags, lines) => {
    const child = spawn(
      process.execPath,
      [BIN, 'dns', 'wait', 'example.org', 'www', 'A', '192.0.2.1', ...flags],
      { env: { HOME: home, PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await once(silent, 'message');
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    expect(code).toBe(130);
    expect(stdout).toBe('');
    const said = stderr.trimEnd().split('\n').slice(-lines);
    expect(said).toHaveLength(lines);
    expect(said.join('\n')).toContain('INTERRUPTED');
  });
});
