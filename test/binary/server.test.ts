import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BINARY } from '../support/binary.ts';

let folder: string;
let server: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-binary-'));
});
afterEach(async () => {
  if (server?.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(BINARY)('the server of the standalone binary', () => {
  it('lets people and programs sign in, which loads packages that ask for others', async () => {
    const argv = ['server', 'start', '--data', join(folder, 'data'), '--port', '0', '--json'];
    const child = spawn(BINARY ?? '', argv, { env: { HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] });
    server = child;
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const { url } = JSON.parse(line) as { readonly url: string };
    const metadata = await fetch(`${url}/.well-known/oauth-authorization-server`);
    expect(metadata.status).toBe(200);
    expect(await metadata.json()).toMatchObject({ issuer: expect.stringContaining(url) as unknown });
    expect((await fetch(`${url}/sign-in`)).status).toBe(200);
  });
});
