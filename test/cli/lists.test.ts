import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  for (const zone of ['one.test', 'two.test']) {
    await ok(`zones create ${zone} --nameserver ns1.example.net`);
    await ok(`dns set ${zone} w A 192.0.2.1 192.0.2.2`);
    await ok(`dns set ${zone} other TXT x`);
  }
});
afterEach(() => home.dispose());

const ok = async (argv: string, stdin = ''): Promise<string> => {
  const result = await home.run(argv, { stdin });
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const refused = async (stdin: string): Promise<CliResult> => {
  const before = await ok('dns list one.test');
  const result = await home.run('dns delete one.test - --yes', { stdin });
  expect(await ok('dns list one.test')).toBe(before);
  return result;
};

describe('a list of records to delete', () => {
  it.each(['--json', '-o ndjson', '--json=name,type', '--json=fqdn,type', '--json=fqdn,type,data'])(
    'is what `dns list %s` prints',
    async (format) => {
      const list = await ok(`dns list one.test --name w ${format}`);
      await ok('dns delete one.test - --yes', list);
      expect(await ok('dns list one.test --type A')).toBe('');
      expect(await ok('dns list one.test --type TXT')).not.toBe('');
    },
  );

  it('takes a value with blanks as it stands', async () => {
    await home.run(['dns', 'set', 'one.test', 'spaced', 'TXT', 'a  b']);
    await ok('dns delete one.test - --yes', 'spaced TXT "a  b"\n');
    expect(await ok('dns list one.test --name spaced')).toBe('');
  });

  it.each(['--json', '-o ndjson', '--json=name,type,zone', '--json=name,type,fqdn'])(
    'of another zone (%s) deletes nothing',
    async (format) => {
      const result = await refused(await ok(`dns list two.test --name w ${format}`));
      expect(result).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('[INVALID_INPUT]') as unknown,
      });
      expect(result.stderr).toContain('one.test');
    },
  );

  it.each([
    ['nothing', '\n'],
    ['a type that is missing', '{"name":"w"}'],
    ['a value that is no text', '[{"name":"w","type":"A","data":1}]'],
    ['an object over several lines', '{\n"name":"w",\n"type":"A"\n}'],
    ['a line without a type', 'w'],
    ['a line with an empty name', '[{"name":"","type":"A"}]'],
  ])('with %s is refused with what to give', async (_, stdin) => {
    const result = await refused(stdin);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('[INVALID_INPUT]');
    expect(result.stderr).not.toContain('{"name"');
  });

  it('stands alone: a TYPE beside it would be passed over', async () => {
    expect(await home.run('dns delete one.test - TXT --yes', { stdin: 'w A' })).toMatchObject({
      exitCode: 2,
    });
  });
});
