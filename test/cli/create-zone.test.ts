import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
let file: string;
beforeEach(async () => {
  home = createCliHome();
  file = join(home.project, 'served/example.org.zone');
  await home.run('accounts add zonefile --name local --endpoint served');
});
afterEach(() => home.dispose());

const loads = (): boolean => spawnSync('named-checkzone', ['example.org', file]).status === 0;

describe('a new zone file', () => {
  it('needs a name server, and says how to name it', async () => {
    const result = await home.run('zones create example.org');
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/\[INVALID_INPUT\]\n.*\n.*--nameserver NAME.*accounts update local/);
    expect(existsSync(file)).toBe(false);
  });

  it.runIf(hasProgram('named-checkzone', 'bind9-utils'))('is one that BIND loads', async () => {
    expect(await home.run('zones create example.org --nameserver ns1.example.net')).toMatchObject({
      exitCode: 0,
    });
    expect(loads()).toBe(true);
  });

  it('takes the name servers of the account where none are named', async () => {
    await home.run('accounts update local --setting nameservers=ns1.example.net,NS2.example.net');
    expect(await home.run('zones create example.org')).toMatchObject({ exitCode: 0 });
    expect((await home.run('dns list example.org --type NS -o tsv')).stdout).toBe(
      '@\t3600\tNS\tns1.example.net.\n@\t3600\tNS\tns2.example.net.\n',
    );
    const wrong = await home.run(['accounts', 'update', 'local', '--setting', 'nameservers=a..b']);
    expect(wrong.stderr).toContain('[INVALID_CONFIG]');
  });

  it('with a server of its own tells what it needs before it loads, and takes it', async () => {
    const created = await home.run('zones create example.org --nameserver ns1.example.org');
    expect(created.exitCode).toBe(0);
    expect(created.stderr).toMatch(/^! no name server loads zone example\.org:.*ns1\.example\.org/m);
    expect(await home.run('dns set example.org ns1 A 192.0.2.1')).toMatchObject({ exitCode: 0 });
    expect((await home.run('dns list example.org')).stderr).toBe('');
  });
});

it('a copy creates the zone with the name servers that are named', async () => {
  await home.run('zones create example.org --nameserver ns1.example.net');
  await home.run('accounts add zonefile --name other --endpoint other');
  const copy = 'zones copy example.org --account local --to-account other --yes';
  expect((await home.run(copy)).stderr).toContain('[INVALID_INPUT]');
  await home.run('dns set example.org www A 192.0.2.1');
  expect(await home.run(`${copy} --nameserver ns9.example.net`)).toMatchObject({ exitCode: 0 });
  expect((await home.run('dns list example.org --account other --type NS -o tsv')).stdout).toContain(
    'ns9.example.net.',
  );
});
