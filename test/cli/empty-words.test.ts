import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/registry.gen.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(() => {
  home = createCliHome();
});
afterAll(() => home.dispose());

const loaded = await Promise.all(
  COMMANDS.map(async (entry) => ({ path: entry.path, command: await entry.load() })),
);
const args = loaded.flatMap(({ path, command }) =>
  command.args.map((argument, i) => ({
    argument: argument.name.toUpperCase(),
    words: [...path, ...command.args.map((_, place) => (place === i ? '' : 'x'))],
  })),
);
const flags = loaded.flatMap(({ path, command }) =>
  Object.entries(command.flags)
    .filter(([, flag]) => flag.type !== 'boolean')
    .map(([name]) => ({ words: [...path, ...command.args.map(() => 'x')], name })),
);

describe('a word that a shell made of a variable that is not set', () => {
  it.each(args)('is refused as $argument in $words', async ({ words, argument }) => {
    const result = await home.run(words);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(`${argument} is empty`);
  });

  it.each(flags)('is refused by $words as --$name', async ({ words, name }) => {
    const result = await home.run([...words, `--${name}`, '']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(`--${name}`);
  });

  it('is no apex', async () => {
    for (const argv of [
      ['dns', 'set', 'example.org', '', 'A', '192.0.2.1'],
      ['dns', 'delete', 'example.org', '', 'A', '--yes'],
    ])
      expect((await home.run(argv)).stderr).toContain('write @ for the apex');
  });
});
