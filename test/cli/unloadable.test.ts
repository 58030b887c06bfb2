import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasProgram } from '../support/programs.ts';
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

/** Zones that BIND refuses, and what it says of them. */
const BROKEN: readonly (readonly [what: string, text: string, fault: string])[] = [
  ['nothing', '', 'no SOA record'],
  ['no SOA record', '$TTL 60\n@ NS ns1.example.net.\nwww A 192.0.2.1\n', 'no SOA record'],
  ['a CNAME at its apex', `${HEAD}@ CNAME www.example.net.\n`, 'CNAME at @'],
  ['addresses beside a CNAME', `${HEAD}www A 192.0.2.1\nwww CNAME x\n`, 'CNAME at www'],
  ['a name server without an address', `${HEAD}@ NS ns1\n`, 'ns1.example.org'],
  ['a type that no server knows', `${HEAD}als ALIAS www.example.net.\n`, 'ALIAS at als'],
];

describe.each(BROKEN)('a zone file with %s', (_, text, fault) => {
  beforeEach(() => writeFileSync(served, text));

  it.runIf(hasProgram('named-checkzone', 'bind9-utils'))('is one that BIND refuses', () => {
    expect(spawnSync('named-checkzone', ['example.org', served]).status).not.toBe(0);
  });

  it('is not written to by what leaves it so', async () => {
    for (const argv of [
      'dns set example.org new A 192.0.2.9',
      'dns set example.org new A 192.0.2.9 --dry-run',
    ]) {
      const result = await home.run(argv);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('[INVALID_ZONE]');
      expect(result.stderr).toContain(fault);
    }
    expect(readFileSync(served, 'utf8')).toBe(text);
    expect((await home.run('zones history example.org')).stdout).toBe('');
  });

  it('is listed with a warning, and found by the checks', async () => {
    const listed = await home.run('dns list example.org');
    expect(listed.exitCode).toBe(0);
    expect(listed.stderr).toContain(`! no name server loads zone example.org:`);
    expect(listed.stderr).toContain(fault);
    expect(await home.run('dns list example.org --json')).toMatchObject({ exitCode: 0, stderr: '' });
    const check = await home.run('zones check example.org');
    expect(check).toMatchObject({ stderr: '', exitCode: text.includes('ALIAS') ? 0 : 2 });
    const validated = await home.run(`validate served/example.org.zone --json`);
    expect(JSON.parse(validated.stdout)).not.toEqual([]);
  });

  it('is mended by a write that leaves no fault', async () => {
    writeFileSync(join(home.project, 'good.zone'), `${HEAD}www A 192.0.2.1\n`);
    const result = await home.run('zones import example.org good.zone --replace --yes --allow-deletes 5');
    expect(result, result.stderr).toMatchObject({ exitCode: 0 });
    expect((await home.run('dns list example.org')).stderr).toBe('');
  });
});

it('several faults can be mended one after the other, and none added', async () => {
  writeFileSync(served, `${HEAD}@ NS ns1\n@ NS ns2\n`);
  expect(await home.run('dns set example.org ns1 A 192.0.2.1')).toMatchObject({ exitCode: 0 });
  expect(await home.run('dns set example.org ns1 A 192.0.2.2')).toMatchObject({ exitCode: 2 });
  expect(await home.run('dns create example.org ns1 CNAME x')).toMatchObject({ exitCode: 2 });
  expect(await home.run('dns set example.org ns2 A 192.0.2.1')).toMatchObject({ exitCode: 0 });
  expect((await home.run('dns list example.org')).stderr).toBe('');
});

it('the serial of a SOA record that was missing is the one that is given', async () => {
  writeFileSync(served, '');
  writeFileSync(join(home.project, 'good.zone'), HEAD.replace(' 1 2 3 ', ' 2026010100 2 3 '));
  expect(await home.run('zones import example.org good.zone --replace --yes')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(served, 'utf8')).toContain(' 2026010100 ');
});

describe('validate', () => {
  it.each([
    ['an empty file', '', 'error empty', 2],
    ['a file without SOA record', 'www 300 A 192.0.2.1\n', 'warning no-soa', 0],
  ])('says of %s that no name server loads it', async (_, text, finding, exitCode) => {
    writeFileSync(join(home.project, 'example.org.zone'), text);
    const result = await home.run('validate example.org.zone --json');
    expect(result.exitCode).toBe(exitCode);
    const [first] = JSON.parse(result.stdout) as { severity: string; check: string }[];
    expect(`${first?.severity} ${first?.check}`).toBe(finding);
  });

  it('takes a file of a project without SOA record as it is, and warns of an empty one', async () => {
    writeFileSync(join(home.project, 'regctl.yaml'), 'zones:\n  example.org:\n    file: x.zone\n');
    writeFileSync(join(home.project, 'x.zone'), 'www 300 A 192.0.2.1\n');
    expect(await home.run('validate --json')).toMatchObject({ exitCode: 0, stdout: '[]\n' });
    writeFileSync(join(home.project, 'x.zone'), '');
    const result = await home.run('validate --json');
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toContain('"check":"empty"');
  });
});
