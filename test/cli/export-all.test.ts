import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  await ok('accounts add zonefile --name local --endpoint served');
  for (const zone of ['a.test', 'b.test', 'c.test'])
    await ok(`zones create ${zone} --account local --nameserver ns1.example.net`);
});
afterEach(() => home.dispose());

const ok = async (argv: string): Promise<string> => {
  const result = await home.run(argv);
  expect(result, result.stderr).toMatchObject({ exitCode: 0 });
  return result.stdout;
};
const exported = (): string[] => readdirSync(join(home.project, 'backup')).toSorted();
const spoil = (): void => writeFileSync(join(home.project, 'served/b.test.zone'), 'this is no zone file\n');

describe.each(['zones', 'dns'])('%s export --all', (noun) => {
  it('writes every zone', async () => {
    await ok(`${noun} export --all --dir backup`);
    expect(exported()).toEqual(['a.test.zone', 'b.test.zone', 'c.test.zone']);
  });

  it('is not stopped by a zone that cannot be read, and names it', async () => {
    spoil();
    const result = await home.run(`${noun} export --all --dir backup`);
    expect(result.exitCode).toBe(9);
    expect(result.stderr).toMatch(/^! not exported: b\.test on local: /m);
    expect(result.stdout).not.toContain('b.test');
    expect(exported()).toEqual(['a.test.zone', 'c.test.zone']);
  });

  it('has the report in its JSON', async () => {
    spoil();
    await ok('accounts add zonefile --name second --endpoint second');
    const result = await home.run(`${noun} export --all --dir backup --json=zone,account,file,error`);
    expect(result).toMatchObject({ exitCode: 9, stderr: '' });
    expect(JSON.parse(result.stdout)).toEqual([
      { zone: 'a.test', account: 'local', file: 'a.test.zone', error: null },
      { zone: 'c.test', account: 'local', file: 'c.test.zone', error: null },
      { zone: 'b.test', account: 'local', file: null, error: expect.stringContaining('b.test') as unknown },
    ]);
  });

  it('is not stopped by an account that cannot be asked', async () => {
    await ok('accounts add zonefile --name second --endpoint second');
    writeFileSync(join(home.project, 'moved'), '');
    await ok(`accounts update second --endpoint ${join(home.project, 'moved')} --no-test`);
    const result = await home.run(`${noun} export --all --dir backup`);
    expect(result.exitCode).toBe(9);
    expect(result.stderr).toMatch(/^! not exported: account second: /m);
    expect(exported()).toHaveLength(3);
  });
});
