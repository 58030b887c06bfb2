/* oxlint-disable vitest/no-standalone-expect -- what holds after every refusal is looked at behind each of them */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInstallation } from '../../src/adapters/update/installation.ts';
import { createUpdater, type UpdaterOptions } from '../../src/adapters/update/index.ts';
import { sweep } from '../../src/adapters/update/replace.ts';
import type { Updater } from '../../src/ports/updater.ts';
import {
  keyOf,
  startReleaseServer,
  TEST_KEY,
  TEST_PUBLIC_KEY,
  writeProgram,
  type ReleaseServer,
} from '../support/release-server.ts';

const CRASH = fileURLToPath(new URL('../support/crash-update.ts', import.meta.url));

let folder: string;
let program: string;
let server: ReleaseServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'regctl-update-'));
  mkdirSync(join(folder, 'bin'));
  program = join(folder, 'bin/regctl');
  writeProgram(program, '1.0.0');
  server = await startReleaseServer(join(folder, 'releases'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const updater = (options: Partial<UpdaterOptions> = {}): Updater =>
  createUpdater({
    program,
    isBinary: true,
    version: '1.0.0',
    target: 'linux-x64',
    keys: [TEST_PUBLIC_KEY],
    releases: server.url,
    fetch: (url, init) => fetch(url, init),
    ...options,
  });
const update = async (options?: Partial<UpdaterOptions>): Promise<void> => {
  const one = updater(options);
  await one.install(await one.release(), {});
};
const says = (path: string = program): string => spawnSync(path, { encoding: 'utf8' }).stdout.trim();
const files = (): string[] => readdirSync(join(folder, 'bin')).toSorted();

describe('an update', () => {
  it('replaces the program, and goes back and forth', async () => {
    server.publish('1.1.0');
    await update();
    expect(says()).toBe('1.1.0');
    expect(files()).toEqual(['.regctl.previous', 'regctl']);
    expect(await updater({ version: '1.1.0' }).rollback()).toMatchObject({ before: '1.1.0', after: '1.0.0' });
    expect(says()).toBe('1.0.0');
    await updater().rollback();
    expect(says()).toBe('1.1.0');
    expect(files()).toEqual(['.regctl.previous', 'regctl']);
  });

  it('leaves a process that runs its own file', async () => {
    writeFileSync(program, '#!/bin/sh\nread line\necho 1.0.0 still\n');
    const running = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
    const output = new Promise<string>((resolve) =>
      running.stdout.once('data', (data) => resolve(String(data))),
    );
    server.publish('1.1.0');
    await update();
    running.stdin.end('go\n');
    expect(await output).toBe('1.0.0 still\n');
    expect(says()).toBe('1.1.0');
  });

  it('follows the second name to the file', async () => {
    symlinkSync('regctl', join(folder, 'bin/rctl'));
    server.publish('1.1.0');
    await update({ program: join(folder, 'bin/rctl') });
    expect(says(join(folder, 'bin/rctl'))).toBe('1.1.0');
    expect(files()).toEqual(['.regctl.previous', 'rctl', 'regctl']);
  });

  it('takes a version by its number, and one that two keys signed', async () => {
    server.publish('1.1.0', { keys: [keyOf('the next key'), TEST_KEY] });
    server.publish('1.2.0');
    const one = updater();
    await one.install(await one.release('v1.1.0'), {});
    expect(says()).toBe('1.1.0');
  });
});

describe('an update that is refused', () => {
  afterEach(() => {
    expect(says()).toBe('1.0.0');
    expect(files()).toEqual(['regctl']);
  });

  it.each([
    ['a manifest that was changed', 'release.json', (old: Buffer) => Buffer.from(`${old.toString()} `)],
    ['a signature that was changed', '.sig', (old: Buffer) => Buffer.from(`A${old.toString().slice(1)}`)],
    ['no signature', '.sig', () => Buffer.alloc(0)],
    ['a file that was changed', 'linux-x64', (old: Buffer) => Buffer.from(old).fill('x', 10, 11)],
    ['a file with something behind it', 'linux-x64', (old: Buffer) => Buffer.concat([old, old])],
    ['a manifest without an end', 'release.json', () => Buffer.alloc(1e6)],
  ])('for %s', async (_, ending, change) => {
    server.publish('1.1.0');
    server.tamper(ending, change);
    await expect(update()).rejects.toMatchObject({ code: 'RELEASE_UNTRUSTED' });
  });

  it('for the signature of another key', async () => {
    server.publish('1.1.0', { keys: [keyOf('somebody else')] });
    await expect(update()).rejects.toMatchObject({ code: 'RELEASE_UNTRUSTED' });
  });

  it('for an older release, and for one in the place of another', async () => {
    server.publish('0.9.0');
    server.publish('1.0.0');
    const one = updater();
    for (const version of ['0.9.0', undefined])
      await expect(one.install(await one.release(version), {})).rejects.toMatchObject({
        code: 'RELEASE_UNTRUSTED',
      });
    server.publish('1.1.0');
    const old = readFileSync(join(folder, 'releases/v0.9.0/release.json'));
    const signature = readFileSync(join(folder, 'releases/v0.9.0/release.json.sig'));
    server.tamper('v1.1.0/release.json', () => old);
    server.tamper('v1.1.0/release.json.sig', () => signature);
    await expect(one.release('1.1.0')).rejects.toMatchObject({ code: 'RELEASE_UNTRUSTED' });
  });

  it('for a file that does not run, or tells another version', async () => {
    for (const options of [{ program: 'no program' }, { says: '6.6.6' }]) {
      server.publish('1.1.0', options);
      await expect(update()).rejects.toMatchObject({ code: 'RELEASE_UNTRUSTED' });
    }
  });

  it('for a connection that breaks', async () => {
    server.publish('1.1.0');
    server.tamper('linux-x64', () => 'cut');
    await expect(update()).rejects.toMatchObject({ code: 'NETWORK' });
    server.tamper('linux-x64', () => 503);
    await expect(update()).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });

  it('when it is stopped', async () => {
    server.publish('1.1.0');
    server.tamper('linux-x64', () => 'stall');
    const stop = new AbortController();
    const one = updater();
    const release = await one.release();
    await expect(
      one.install(release, { signal: stop.signal, onProgress: () => stop.abort() }),
    ).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  it('without a key, from an open address, for a machine that it has no file for', async () => {
    server.publish('1.1.0');
    await expect(update({ keys: [] })).rejects.toMatchObject({ code: 'UPDATE_ELSEWHERE' });
    await expect(update({ releases: 'http://releases.example' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    });
    await expect(update({ target: 'plan9-x64' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updater().release('../latest')).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(updater().release('7.0.0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(updater().rollback()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('an update that is killed', () => {
  // Not `spawnSync`: the server that it talks to runs in this process.
  const crash = async (step: string, what: 'install' | 'rollback'): Promise<NodeJS.Signals | null> => {
    const child = spawn(process.execPath, [CRASH, step, program, server.url, what], { stdio: 'ignore' });
    return new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)));
  };

  it.each(['download', 'try', 'keep', 'name', 'replace', 'done'])(
    'before the step `%s` leaves a whole program, and the next one goes through',
    async (step) => {
      server.publish('1.1.0');
      expect(await crash(step, 'install')).toBe('SIGKILL');
      expect(says()).toBe(step === 'done' ? '1.1.0' : '1.0.0');
      sweep(program, Date.now() + 2 * 60 * 60_000);
      expect(files().filter((name) => name !== '.regctl.previous')).toEqual(['regctl']);
      await update();
      expect(says()).toBe('1.1.0');
      if (step !== 'done') expect(says(join(folder, 'bin/.regctl.previous'))).toBe('1.0.0');
    },
  );

  it.each(['keep', 'name', 'replace', 'done'])('while it goes back, before `%s`, too', async (step) => {
    server.publish('1.1.0');
    await update();
    expect(await crash(step, 'rollback')).toBe('SIGKILL');
    expect(['1.0.0', '1.1.0']).toContain(says());
    expect(['1.0.0', '1.1.0']).toContain(says(join(folder, 'bin/.regctl.previous')));
  });
});

describe('where regctl came from', () => {
  it('is told by where it lies, with what updates it', () => {
    const list = join(folder, 'regctl.list');
    writeFileSync(list, `/.\n${program}\n`);
    const at = (path: string): string => {
      const file = join(folder, path);
      mkdirSync(join(file, '..'), { recursive: true });
      linkSync(program, file);
      return file;
    };
    const method = (path: string, isBinary: boolean, debianList: string = join(folder, 'none')): string =>
      findInstallation({ program: path, isBinary, debianList }).method;
    expect(method(program, true, list)).toBe('debian');
    expect(method(program, true)).toBe('binary');
    expect(method(at('Cellar/regctl/1.0.0/bin/regctl'), true)).toBe('homebrew');
    expect(method(at('node_modules/@regctl/cli/bin/regctl.js'), false)).toBe('npm');
    expect(method(at('clone/bin/regctl.js'), false)).toBe('source');
  });

  it.each([
    ['npm', { isBinary: false, program: 'node_modules/@regctl/cli/bin/regctl.js' }],
    ['Homebrew', { program: 'Cellar/regctl/bin/regctl' }],
  ])('refuses to replace what %s installed', async (keeper, options) => {
    server.publish('1.1.0');
    const path = join(folder, options.program);
    mkdirSync(join(path, '..'), { recursive: true });
    writeProgram(path, '1.0.0');
    const error = await update({ ...options, program: path }).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ code: 'UPDATE_ELSEWHERE', exitCode: 6 });
    expect((error as { reason: string }).reason).toContain(keeper);
    expect(says(path)).toBe('1.0.0');
  });

  it('tells that its file is gone', async () => {
    server.publish('1.1.0');
    rmSync(program);
    await expect(update({ program: `${program} (deleted)` })).rejects.toMatchObject({ code: 'FILE_FAILED' });
    expect(existsSync(program)).toBe(false);
    writeProgram(program, '1.0.0');
  });
});
