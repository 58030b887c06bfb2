import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await home.run('accounts add zonefile --name local --endpoint served');
});
afterEach(() => home.dispose());

describe('the environment', () => {
  it('makes a pipe a terminal by REGCTL_FORCE_TTY, of a width where it is a number', async () => {
    const list = async (force: string): Promise<string> =>
      (await home.run('accounts list', { environment: { REGCTL_FORCE_TTY: force, NO_COLOR: '1' } })).stdout;
    expect(await list('')).toMatch(/^local\t/);
    expect(await list('1')).toMatch(/^NAME +PROVIDER/);
    const widths = (await list('30')).split('\n').map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(30);
  });

  it.each([
    ['1', true],
    ['0', false],
    ['false', false],
    ['', false],
  ])('REGCTL_DEBUG=%s shows where a failure comes from: %s', async (value, shows) => {
    const { stderr } = await home.run('zones get none.test', { environment: { REGCTL_DEBUG: value } });
    expect(/\n +at /.test(stderr)).toBe(shows);
  });
});

describe('schema', () => {
  it('describes what a command prints, with exactly its fields', async () => {
    const { stdout } = await home.run('schema accounts list');
    const { $defs } = JSON.parse(stdout) as {
      readonly $defs: { readonly row: { readonly properties: object } };
    };
    const printed = JSON.parse((await home.run('accounts list --json')).stdout) as readonly object[];
    for (const field of Object.keys(printed[0] ?? {})) expect($defs.row.properties).toHaveProperty(field);
    expect(await home.run('schema accounts lst')).toMatchObject({ exitCode: 2, stdout: '' });
  });
});
