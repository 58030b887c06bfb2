// How long `dns list` takes to its first octet against a local server of each company's API, process start included.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAKES } from '../support/providers/index.ts';

const RUNS = 15;
const TARGET_MS = 200;
const BIN = fileURLToPath(new URL('../../bin/regctl.js', import.meta.url));

export async function bench(): Promise<{ title: string; rows: Record<string, string | number>[] }> {
  const rows: Record<string, string | number>[] = [];
  for (const [provider, start] of Object.entries(FAKES)) {
    const home = mkdtempSync(join(tmpdir(), 'regctl-bench-'));
    const server = await start();
    const env = { PATH: process.env['PATH'], HOME: home, NODE_COMPILE_CACHE: join(home, 'cache') };
    try {
      await new Promise<void>((resolve, reject) => {
        const add = spawn(
          process.execPath,
          [
            BIN,
            'accounts',
            'add',
            provider,
            '--name',
            'a',
            '--endpoint',
            server.endpoint,
            '--insecure-storage',
            '--no-test',
          ],
          { env, stdio: ['pipe', 'ignore', 'inherit'] },
        );
        add.stdin.end(JSON.stringify(server.credentials));
        add.once('close', (code) =>
          code === 0 ? resolve() : reject(new Error(`${provider} was not added`)),
        );
      });
      const times: number[] = [];
      for (let i = 0; i < RUNS; i++) {
        // Each run in a home of its own, so that none waits for the account's budget.
        const own = `${home}-${String(i)}`;
        cpSync(home, own, { recursive: true });
        times.push(await firstByte({ ...env, HOME: own }));
        rmSync(own, { recursive: true, force: true });
      }
      rows.push({ provider, 'dns list, first byte, median ms': median(times), 'target ms': TARGET_MS });
    } catch (error) {
      rows.push({
        provider,
        'dns list, first byte, median ms': error instanceof Error ? error.message : 'failed',
        'target ms': TARGET_MS,
      });
    } finally {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    }
  }
  return { title: `dns list against local servers, ${String(RUNS)} runs each`, rows };
}

function firstByte(env: NodeJS.ProcessEnv): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, 'dns', 'list', 'example.com'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => resolve(performance.now() - startedAt));
    child.once('close', (code) => {
      if (code !== 0) reject(new Error(`dns list ended with ${String(code)}`));
    });
  });
}

function median(values: readonly number[]): string {
  return (values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN).toFixed(0);
}
