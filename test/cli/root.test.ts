import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(() => {
  home = createCliHome();
});
afterAll(() => home.dispose());

describe('regctl without a command', () => {
  it('prints help, or its version', async () => {
    expect((await home.run([])).stdout).toContain('USAGE');
    expect((await home.run('--help')).stdout).toContain('USAGE');
    expect(await home.run('--version')).toEqual({ exitCode: 0, stdout: '0.0.0-test\n', stderr: '' });
  });

  it.each([
    ['--verion', '--version'],
    ['--jsn=name', '--json'],
    ['--no-colr', '--no-color'],
  ])('refuses %s with what was probably meant, and nothing on stdout', async (flag, meant) => {
    for (const argv of [[flag], ['--help', flag], ['--version', flag]]) {
      const result = await home.run(argv);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain(`regctl has no flag ${flag.replace(/=.*/, '')}  [USAGE]`);
      expect(result.stderr).toContain(meant);
    }
  });
});

describe('a flag that takes a number', () => {
  it.each(['-5', '1.5', '99999999999', 'ten'])('says which ones when it is given %s', async (value) => {
    const result = await home.run(['dns', 'set', 'example.org', 'www', 'A', '192.0.2.1', `--ttl=${value}`]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('it takes a whole number of at most ten digits');
  });
});
