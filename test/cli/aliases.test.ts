import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrompt, type Prompt } from '../../src/cli/prompt.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

const projectFile = (): string => join(home.project, 'regctl.yaml');
const write = (aliases: { readonly [name: string]: string }): void =>
  writeFileSync(
    projectFile(),
    `aliases:\n${Object.entries(aliases)
      .map(([name, command]) => `  ${name}: ${JSON.stringify(command)}\n`)
      .join('')}`,
  );

/** Somebody at a terminal who gives one answer and remembers what was asked. */
function person(answer: boolean): Prompt & { readonly asked: string[] } {
  const asked: string[] = [];
  const nobody = createPrompt(false, new AbortController().signal);
  return {
    ...nobody,
    asked,
    interactive: true,
    confirm: (question) => {
      asked.push(question);
      return Promise.resolve(answer);
    },
  };
}

describe('a command that a project names', () => {
  it('does not run before its user agreed, and --yes is no agreement', async () => {
    write({ where: 'config path' });
    for (const argv of ['where', 'where --yes', '--yes where', 'where --no-input']) {
      const result = await home.run(argv);
      expect(result, argv).toMatchObject({ exitCode: 7, stdout: '' });
      expect(result.stderr).toContain('[PROJECT_UNTRUSTED]');
      expect(result.stderr).toContain('`regctl config path`');
    }
  });

  it('runs once it was shown and agreed to, and is asked about once', async () => {
    write({ where: 'config path' });
    const yes = person(true);
    const first = await home.run('where', { prompt: yes });
    expect(first).toMatchObject({ exitCode: 0 });
    expect(first.stderr).toContain(`${projectFile()} says that where stands for:\n\n  regctl config path\n`);
    expect(first.stdout).toContain('config.yaml');
    expect(await home.run('where', { prompt: yes })).toMatchObject({ exitCode: 0, stdout: first.stdout });
    expect(await home.run('where')).toMatchObject({ exitCode: 0 });
    expect(yes.asked).toHaveLength(1);
    expect(statSync(join(home.folder, 'state/regctl/trusted-aliases.json')).mode & 0o777).toBe(0o600);
  });

  it('does not run after a no, and is asked about again', async () => {
    write({ where: 'config path' });
    const no = person(false);
    for (let i = 1; i <= 2; i++) {
      expect(await home.run('where', { prompt: no })).toMatchObject({ exitCode: 130, stdout: '' });
      expect(no.asked).toHaveLength(i);
    }
  });

  it('is asked about again when it stands for something else, or elsewhere', async () => {
    write({ where: 'config path', list: 'config list' });
    expect(await home.run('alias trust --yes')).toMatchObject({ exitCode: 0 });
    expect(await home.run('where')).toMatchObject({ exitCode: 0 });
    write({ where: 'config list', list: 'config list' });
    expect(await home.run('where')).toMatchObject({ exitCode: 7 });
    // What did not change is still agreed to.
    expect(await home.run('list')).toMatchObject({ exitCode: 0 });
    mkdirSync(join(home.project, 'clone'));
    renameSync(projectFile(), join(home.project, 'clone/regctl.yaml'));
    expect(await home.run('list --config clone/regctl.yaml')).toMatchObject({ exitCode: 7 });
    expect(await home.run('alias trust --yes --config clone/regctl.yaml')).toMatchObject({ exitCode: 0 });
    expect(await home.run('--config=clone/regctl.yaml list')).toMatchObject({ exitCode: 0 });
    renameSync(join(home.project, 'clone/regctl.yaml'), join(home.folder, 'regctl.yaml'));
    expect(await home.run('list')).toMatchObject({ exitCode: 7 });
  });

  it('is asked about in a clone whose project file is a link to one that was agreed to', async () => {
    write({ where: 'config path' });
    expect(await home.run('alias trust --yes')).toMatchObject({ exitCode: 0 });
    mkdirSync(join(home.project, 'clone'));
    symlinkSync('../regctl.yaml', join(home.project, 'clone/regctl.yaml'));
    // The zones of a project are files beside where it was found.
    expect(await home.run('--config clone/regctl.yaml where')).toMatchObject({ exitCode: 7, stdout: '' });
    symlinkSync(home.project, join(home.folder, 'same'));
    expect(await home.run(`--config ${join(home.folder, 'same/regctl.yaml')} where`)).toMatchObject({
      exitCode: 0,
    });
  });

  it('has a name that can be typed, and is completed as nothing else', async () => {
    write({ '"$(id)"': 'plan', '"zz;id"': 'plan', '"zz\\n:files"': 'plan', zzz: 'plan' });
    expect((await home.run('alias list -o name')).stdout).toBe('zzz\n');
    expect((await home.run(['__complete', '--', 'zz'])).stdout).toBe('zzz\n');
    expect((await home.run(['__complete', '--', '$'])).stdout).toBe('');
  });

  it('hides no command, no alias of the user and no extension', async () => {
    write({ version: 'config path', zone: 'config path', mine: 'config path', greet: 'config path' });
    await home.run('alias trust --yes');
    await home.run(['alias', 'set', 'mine', 'config get mode']);
    mkdirSync(join(home.folder, 'bin'));
    writeFileSync(join(home.folder, 'bin/regctl-greet'), '#!/bin/sh\nexit 42\n');
    chmodSync(join(home.folder, 'bin/regctl-greet'), 0o755);
    const environment = { PATH: `${join(home.folder, 'bin')}:${process.env['PATH'] ?? ''}` };
    expect((await home.run('version')).stdout).toContain('0.0.0-test');
    expect((await home.run('zone')).stdout).toContain('USAGE');
    expect((await home.run('mine')).stdout).toBe('local\n');
    expect(await home.run('greet', { environment })).toMatchObject({ exitCode: 42 });
    const { stdout } = await home.run('alias list --json=name,origin,status');
    expect(JSON.parse(stdout)).toEqual([
      { name: 'mine', origin: 'user file', status: 'usable' },
      { name: 'version', origin: 'project file', status: 'hidden' },
      { name: 'zone', origin: 'project file', status: 'hidden' },
      { name: 'mine', origin: 'project file', status: 'hidden' },
      { name: 'greet', origin: 'project file', status: 'usable' },
    ]);
  });

  it('stands for a command of regctl, and for nothing else', async () => {
    write({ loop: 'loop', other: 'loop again', shell: '!rm -rf /' });
    await home.run('alias trust --yes');
    for (const name of ['loop', 'other', 'shell']) {
      const result = await home.run(name);
      expect(result, name).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain(`the alias ${name} stands for no command of regctl`);
    }
  });

  it('is shown as it is, whatever is in it', async () => {
    write({ where: 'config path \u001b[2K\u202e hidden' });
    const { stderr } = await home.run('where', { prompt: person(false) });
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(stderr).toContain('config path');
  });

  it('is written and taken out by commands, comments stay, and who wrote it is not asked', async () => {
    writeFileSync(projectFile(), '# ours\nzones: {} # none yet\n');
    expect(await home.run(['alias', 'set', 'where', 'config path', '--project'])).toMatchObject({
      exitCode: 0,
    });
    expect(readFileSync(projectFile(), 'utf8')).toMatch(
      /^# ours\nzones: \{\} # none yet\naliases:\n {2}where: config path\n$/,
    );
    expect(await home.run('where')).toMatchObject({ exitCode: 0 });
    expect(await home.run('alias delete where --project')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(projectFile(), 'utf8')).not.toContain('where');
    expect(await home.run('where')).toMatchObject({ exitCode: 2 });
  });

  it('is not written into a file that is not right, which stays as it is', async () => {
    writeFileSync(projectFile(), 'zones: 3\n');
    expect(await home.run(['alias', 'set', 'where', 'config path', '--project'])).toMatchObject({
      exitCode: 2,
    });
    expect(readFileSync(projectFile(), 'utf8')).toBe('zones: 3\n');
  });
});

describe('an alias of the user', () => {
  it('keeps together what is quoted, as a shell does', async () => {
    const key = `"no such'key"`;
    await home.run(['alias', 'set', 'ask', `config get ${key}`]);
    expect((await home.run('ask')).stderr).toContain("no such'key");
    const open = await home.run(['alias', 'set', 'open', `config get "mode`]);
    expect(open).toMatchObject({ exitCode: 2, stdout: '' });
    expect(open.stderr).toContain('a quote in it is not closed');
    expect((await home.run('alias list -o name')).stdout).not.toContain('open');
  });

  it('says by its flags how output and failures look, too', async () => {
    await home.run(['alias', 'set', 'nothing', 'config get nothing --json']);
    const failed = await home.run('nothing');
    expect(failed).toMatchObject({ exitCode: 2, stdout: '' });
    expect(JSON.parse(failed.stderr)).toMatchObject({ error: { code: 'INVALID_CONFIG' } });
    await home.run(['alias', 'set', 'noted', 'config get nothing --annotate']);
    expect((await home.run('noted')).stderr).toMatch(/^::error title=regctl%3A INVALID_CONFIG::/);
  });

  it('that stands for itself is a failure, not a loop', async () => {
    await home.run(['alias', 'set', 'mine', 'config path']);
    const path = join(home.folder, 'config/regctl/config.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('config path', 'mine'));
    const result = await home.run('mine');
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('[INVALID_CONFIG]');
  });

  it.each(['a b', '-x', '', 'ä'])('cannot be named %j, which nobody could type', async (name) => {
    expect(await home.run(['alias', 'set', name, 'config path'])).toMatchObject({ exitCode: 2 });
  });
});

describe('a word that every object of JavaScript has', () => {
  it.each([
    ['constructor', 2],
    ['toString list', 2],
    ['zones constructor', 2],
    ['help constructor', 2],
    ['schema constructor', 2],
    ['config get constructor', 2],
    ['config list --profile constructor', 5],
    ['profiles get constructor', 5],
    ['profiles use toString', 5],
    ['profiles delete constructor', 5],
    ['alias delete constructor', 5],
  ])('is nothing that is there: %s', async (argv, exitCode) => {
    const result = await home.run(argv);
    expect(result, result.stderr).toMatchObject({ exitCode, stdout: '' });
    expect(result.stderr).not.toContain('[INTERNAL]');
    expect((await home.run(['__complete', '--', 'dns', 'get', 'constructor', ''])).stdout).toBe('@\n');
  });
});
