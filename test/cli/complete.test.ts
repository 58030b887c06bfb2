import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(async () => {
  home = createCliHome();
  for (const argv of [
    'accounts add zonefile --name local --endpoint zones',
    'zones create example.org --nameserver ns1.example.net',
    'dns set example.org www A 192.0.2.1',
  ])
    await home.run(argv);
});
afterAll(() => home.dispose());

const complete = async (...words: readonly string[]): Promise<readonly string[]> =>
  (await home.run(['__complete', '--', ...words])).stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');

describe('completion', () => {
  it.each([
    ['a flag of the command', ['dns', 'set', '--ttl', '300', 'exa']],
    ['a flag of every command', ['dns', 'set', '--timeout', '9s', 'exa']],
    ['a short flag', ['dns', 'list', '-o', 'json', 'exa']],
    ['a flag in front', ['--profile', 'work', 'dns', 'list', 'exa']],
    ['a flag without a value', ['dns', 'list', '--json', 'exa']],
  ])('counts no value of %s as an argument', async (_, words) => {
    expect(await complete(...words)).toEqual(['example.org']);
  });

  it('gives the values of a flag, by either of its names', async () => {
    expect(await complete('dns', 'list', '-o', 'js')).toEqual(['json']);
    expect(await complete('dns', 'list', '--output', 'js')).toEqual(['json']);
    expect(await complete('-o', 'js')).toEqual(['json']);
    expect(await complete('dns', 'list', '--account', '')).toEqual(['local']);
  });

  it('knows names of the zone behind flags', async () => {
    expect(await complete('dns', 'get', '-q', 'example.org', '--sort', 'name', 'w')).toEqual(['www']);
  });

  it('knows nothing where what it remembered is damaged, and what remembers goes on', async () => {
    for (const text of ['{"zones":5,"aliases":"x"}', '{"names":{"example.org":3}}', '{', 'null']) {
      writeFileSync(join(home.folder, 'cache/regctl/completion.json'), text);
      expect(await complete('dns', 'list', ''), text).toEqual([]);
      expect(await home.run('alias list'), text).toMatchObject({ exitCode: 0 });
    }
    await home.run('dns list example.org');
    expect(await complete('dns', 'list', '')).toEqual(['example.org']);
  });

  it("knows commands of the user's own until they are deleted", async () => {
    await home.run(['alias', 'set', 'mine', 'dns list']);
    expect(await complete('mi')).toEqual(['mine']);
    await home.run('alias delete mine');
    expect(await complete('mi')).toEqual([]);
  });
});
