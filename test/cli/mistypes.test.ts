import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

describe('what was mistyped', () => {
  it.each([
    ['dns lst', 'did you mean regctl dns list', 'regctl dns --help'],
    ['domains ns st', 'did you mean regctl domains ns set', 'regctl domains ns --help'],
    ['dsn list', 'did you mean regctl dns', 'regctl --help'],
    ['list', 'it needs a noun in front: regctl dns list', 'regctl --help'],
    ['rm', 'it needs a noun in front: regctl dns rm', 'regctl --help'],
    ['-V', 'did you mean --version or --verbose', 'regctl --help'],
    ['help dsn', 'did you mean regctl help dns', 'regctl --help'],
    ['help dns st', 'did you mean regctl help dns set', 'regctl --help'],
    ['dns set example.org www A 192.0.2.1 --wait=3s', 'see --timeout', 'give --wait alone'],
    ['domains adopt example.org -n', 'no flag of that name', 'regctl domains adopt --help'],
    ['apply --yes=false', 'ordinary', 'give --yes alone'],
    ['dns list a..b', 'a label is empty', 'correct it and run it again'],
    ['completion install', 'SHELL is not set', 'regctl completion install bash'],
  ])('regctl %s: %s', async (argv, reason, hint) => {
    const { exitCode, stdout, stderr } = await home.run(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    const [, why = '', next = ''] = stderr.split('\n');
    expect(why).toContain(reason);
    expect(next).toContain(`→ ${hint}`);
  });
});

describe('with a configuration that cannot be read', () => {
  beforeEach(async () => {
    const file = (await home.run('config path')).stdout.trim().split('\n')[0] ?? '';
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'aliases: [1\n  b: {');
  });

  it.each([
    ['dnz list', 'did you mean regctl dns? (aliases could not be read: '],
    ['list', 'it needs a noun in front: regctl dns list'],
    ['dns lst', 'did you mean regctl dns list or '],
  ])('regctl %s is told to be mistyped', async (argv, reason) => {
    const { exitCode, stdout, stderr } = await home.run(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('is no command  [USAGE]');
    expect(stderr.split('\n')[1]).toContain(reason);
  });

  it.each([
    ['aliases: [1]\n', ['alias', 'set', 'x', 'plan'], 'aliases is not right'],
    ['alias:\n  x: plan\n', ['zones', 'list'], 'there is no setting "alias"'],
  ])('%j is told to be wrong, with what mends it', async (text, argv, message) => {
    const file = (await home.run('config path')).stdout.trim().split('\n')[0] ?? '';
    writeFileSync(file, text);
    const { exitCode, stdout, stderr } = await home.run(argv);
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('→ correct it with `regctl config edit`');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('what may be an alias in it, or an extension, is told that', async () => {
    const folder = join(home.folder, 'bin');
    mkdirSync(folder);
    writeFileSync(join(folder, 'regctl-dnz'), '#!/bin/sh\n', { mode: 0o755 });
    for (const [argv, environment] of [
      ['frobnicate', {}],
      ['dnz', { PATH: folder }],
    ] as const)
      expect((await home.run(argv, { environment })).stderr).toContain('[INVALID_CONFIG]');
  });
});

describe('on a narrow terminal', () => {
  it('ids stay whole, to be typed again', async () => {
    await home.run('accounts add zonefile --name local --endpoint served');
    await home.run('zones create example.org --nameserver ns1.example.net');
    await home.run('dns set example.org www A 192.0.2.1');
    const { stdout } = await home.run('zones history example.org', { tty: true, columns: 20 });
    const ids = JSON.parse((await home.run('zones history example.org --json=id')).stdout) as {
      id: string;
    }[];
    expect(ids).toHaveLength(2);
    for (const { id } of ids) expect(stdout).toContain(id);
    expect(stdout).not.toContain('after');
  });
});

it('changes that were shown are not shown again once they are made', async () => {
  await home.run('accounts add zonefile --name local --endpoint served');
  await home.run('zones create example.org --nameserver ns1.example.net');
  const count = (text: string): number => text.split('www A 192.0.2.1').length - 1;
  expect(count((await home.run('dns set example.org www A 192.0.2.1')).stderr)).toBe(1);
  const removed = await home.run('dns delete example.org www A --yes');
  expect([count(removed.stderr), removed.stderr]).toEqual([1, expect.stringContaining('1 change made')]);
});
