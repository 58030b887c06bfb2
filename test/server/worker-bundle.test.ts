import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Octets that a Worker may have when it is compressed, on the plan with the smallest bound. */
const MOST_OCTETS = 3 * 1024 * 1024;

/** What the runtime provides by name; anything else would be missing there. */
const PROVIDED = ['cloudflare:sockets', 'cloudflare:workers', 'node:async_hooks'];

describe('the script of the Worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'regctl-worker-'));
  let script = '';
  beforeAll(() => {
    const run = spawnSync(
      'npx',
      ['wrangler', 'deploy', '--dry-run', '--outdir', folder, '--config', 'deploy/workers/wrangler.jsonc'],
      { encoding: 'utf8', env: { ...process.env, ...OFFLINE } },
    );
    expect(run.status, run.stdout + run.stderr).toBe(0);
    script = readFileSync(join(folder, 'worker.js'), 'utf8');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is far below the bound when it is compressed', () => {
    const octets = gzipSync(script).length;
    process.stdout.write(`the Worker has ${String(Math.round(octets / 1024))} KiB compressed\n`);
    expect(octets).toBeLessThan(MOST_OCTETS / 2);
  });

  it('imports nothing but what the runtime provides, and no Node.js', () => {
    const named = [
      ...script.matchAll(/(?:^|[;}\n])import\s*(?:[\w$*{}\s,]+?from\s*)?["']([^"']+)["']/g),
      ...script.matchAll(/\b(?:import|require)\(\s*["'`]([^"'`]+)["'`]\s*\)/g),
      ...script.matchAll(/["'`](node:[a-z_/]+)["'`]/g),
    ].map((match) => match[1] ?? '');
    expect(named).toContain('cloudflare:workers');
    expect([...new Set(named)].filter((name) => !PROVIDED.includes(name))).toEqual([]);
  });
});

/** Keeps wrangler from asking anybody anything. */
const OFFLINE = {
  CI: '1',
  DO_NOT_TRACK: '1',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
};
