import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

const HEAD = '$TTL 300\n@ SOA ns1.example.net. h.example.net. 1 2 3 4 5\n@ NS ns1.example.net.\n';

let home: CliHome;
let served: string;
beforeEach(async () => {
  home = createCliHome();
  served = join(home.project, 'served/example.org.zone');
  await home.run('accounts add zonefile --name local --endpoint served');
  await home.run('zones create example.org --nameserver ns1.example.net');
});
afterEach(() => home.dispose());

const kept = (number = ''): string => readFileSync(`${served}.orig${number}`, 'utf8');

/** What a file has that a write cannot keep, and what the user is told of it. */
const LOSSES: readonly (readonly [what: string, text: string, told: string])[] = [
  [
    'a line outside the zone',
    'w.example.net. A 192.0.2.1\n',
    'example.org.zone:4: w.example.net is not inside',
  ],
  [
    'two TTLs of an RRset',
    'www 60 A 192.0.2.1\nwww 600 A 192.0.2.2\n',
    'example.org.zone:5: www A has the TTLs',
  ],
  ['comments', 'www A 192.0.2.1 ; the web\n', 'without its comments'],
  ['$GENERATE', '$GENERATE 1-3 h$ A 192.0.2.$\n', 'without its $GENERATE'],
  ['$INCLUDE and a comment', '$INCLUDE more\n; x\n', 'without its comments, $INCLUDE'],
];

describe.each(LOSSES)('a zone file with %s', (_, lines, told) => {
  beforeEach(() => {
    writeFileSync(join(home.project, 'served/more'), 'm A 192.0.2.7\n');
    writeFileSync(served, HEAD + lines);
  });

  it('is kept before an unrelated write, and the user is told once', async () => {
    const result = await home.run('dns create example.org new A 192.0.2.9');
    expect(result.exitCode, result.stderr).toBe(0);
    expect(result.stderr.split(told)).toHaveLength(2);
    expect(result.stderr).toContain('example.org.zone.orig keeps it as it is now');
    expect(kept()).toBe(HEAD + lines);
    const again = await home.run('dns create example.org newer A 192.0.2.9');
    expect(again.stderr).not.toContain('.orig');
    expect(existsSync(`${served}.orig.2`)).toBe(false);
  });

  it('is told of in the plan, whoever is asked', async () => {
    const dry = await home.run('dns create example.org new A 192.0.2.9 --dry-run --json');
    expect(dry.stderr).toBe('');
    expect((JSON.parse(dry.stdout) as { notes: string[] }).notes.join('\n')).toContain(told);
    writeFileSync(join(home.project, 'new.zone'), 'new 300 A 192.0.2.9\n');
    const asked = await home.run('zones import example.org new.zone --yes');
    expect(asked.stderr.split(told)).toHaveLength(2);
    expect(kept()).toBe(HEAD + lines);
  });

  it('is not told of where there is nothing to write', async () => {
    const result = await home.run('dns create example.org @ NS ns1.example.net');
    expect(result.stderr).not.toContain(told);
    expect(existsSync(`${served}.orig`)).toBe(false);
  });
});

it('a file that is written by hand again is kept again', async () => {
  for (const [round, number] of [
    ['one', ''],
    ['two', '.2'],
    ['three', '.3'],
  ] as const) {
    writeFileSync(served, `${HEAD}; round ${round}\n`);
    expect((await home.run(`dns create example.org ${round} A 192.0.2.9`)).stderr).toContain(
      `.orig${number} keeps`,
    );
    expect(kept(number)).toContain(round);
  }
});

it('lines that are not taken are told of when the zone is listed', async () => {
  writeFileSync(served, `${HEAD}w.example.net. A 192.0.2.1\n`);
  expect((await home.run('dns list example.org')).stderr).toContain('! example.org.zone:4: w.example.net');
});

it('what only a provider knows is no comment that gets lost', async () => {
  writeFileSync(served, `${HEAD};regctl NATIVE www {"kind":"x"}\n`);
  expect((await home.run('dns create example.org new A 192.0.2.9')).stderr).not.toContain('.orig');
  expect(readFileSync(served, 'utf8')).toContain(';regctl NATIVE www {"kind":"x"}');
});
