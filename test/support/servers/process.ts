import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A server started for a test, on loopback, in a folder of its own. */
export interface TestServer {
  readonly folder: string;
  stop(): Promise<void>;
}

/** Milliseconds that a server may take to answer. */
const READY_MS = 15_000;

/** Gives a port of 127.0.0.1 that is free now, for UDP and TCP as far as one can know. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export function testFolder(): string {
  return mkdtempSync(join(tmpdir(), 'regctl-server-'));
}

/** Starts a program and waits until `isReady`; what it printed is in the error when it never is. */
export async function startServer(
  folder: string,
  program: string,
  args: readonly string[],
  isReady: () => Promise<boolean>,
): Promise<TestServer> {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const deadline = Date.now() + READY_MS;
  while (!(await isReady().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${program} is not ready: ${output.slice(-2_000)}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { folder, stop: () => stopServer(child, folder) };
}

async function stopServer(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
}
