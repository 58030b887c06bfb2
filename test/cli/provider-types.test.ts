import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
let served: string;
beforeEach(async () => {
  home = createCliHome();
  served = join(home.project, 'served/example.org.zone');
  await home.run('accounts add zonefile --name local --endpoint served');
  await home.run('zones create example.org --nameserver ns1.example.net');
});
afterEach(() => home.dispose());

const findings = async (argv: string): Promise<string[]> => {
  const { stdout } = await home.run(`${argv} --json`);
  return (JSON.parse(stdout) as { severity: string; check: string; name: string }[]).map(
    ({ severity, check, name }) => `${severity} ${check} ${name}`,
  );
};

describe.each(['ALIAS', 'ANAME'])('%s, which no name server loads', (type) => {
  it('is refused before anything is written', async () => {
    const before = readFileSync(served, 'utf8');
    const result = await home.run(`dns set example.org als ${type} www.example.net`);
    expect(result).toMatchObject({ exitCode: 6, stdout: '' });
    expect(result.stderr).toContain('[RRTYPE_UNSUPPORTED]');
    expect(readFileSync(served, 'utf8')).toBe(before);
  });

  it('is told of by validate and zones check', async () => {
    writeFileSync(join(home.project, 'x.zone'), `als 60 ${type} www.example.net.\n`);
    expect(await findings('validate x.zone --zone example.org')).toContain('warning provider-type als');
    appendFileSync(served, `als 60 ${type} www.example.net.\n`);
    expect(await findings('zones check example.org')).toContain('warning provider-type als');
  });

  it('can be taken out of a file that somebody else put it into', async () => {
    appendFileSync(served, `als 60 ${type} www.example.net.\n`);
    expect(await home.run(`dns delete example.org als ${type} --yes`)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(served, 'utf8')).not.toContain(type);
  });
});

it('a provider that serves ALIAS says so', async () => {
  expect((await home.run('help powerdns')).stdout).toMatch(/Types: any ALIAS[^]*expand-alias/);
  expect((await home.run('accounts capabilities local --json')).stdout).toContain('"providerTypes":[]');
});
