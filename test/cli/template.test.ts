import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

const run = (...argv: readonly string[]): ReturnType<CliHome['run']> => home.run(argv);

it('--template prints lists and objects, and only what --json names', async () => {
  await run('accounts', 'add', 'zonefile', '--name', 'local', '--endpoint', 'served');
  const names = '{{range .}}{{.name}}={{.provider}}\n{{end}}';
  expect(await run('accounts', 'list', '--template', names)).toMatchObject({
    exitCode: 0,
    stdout: 'local=zonefile\n',
  });
  expect((await run('accounts', 'list', '--json=name', '--template', names)).stdout).toBe('local=\n');
  expect((await run('accounts', 'get', 'local', '--template', '{{.name}}')).stdout).toBe('local');
});

it('--template that is not right, or beside --jq, is a usage error', async () => {
  for (const words of [
    ['--template', '{{nme}}'],
    ['--template', '{{.}}', '--jq', '.'],
  ]) {
    const { exitCode, stdout, stderr } = await run('config', 'list', ...words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(3);
  }
});
