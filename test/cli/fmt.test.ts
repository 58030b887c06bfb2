import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

const write = (name: string, text: string | Uint8Array): void => {
  mkdirSync(join(home.project, name, '..'), { recursive: true });
  writeFileSync(join(home.project, name), text);
};
const read = (name: string): string => readFileSync(join(home.project, name), 'utf8');

describe('fmt of master files', () => {
  it.each<[what: string, text: string, flags: string, told: RegExp]>([
    ['records outside the zone', '$TTL 60\nw A 192.0.2.1\nw.example.net. A 192.0.2.1\n', '', /line 3 /],
    ['the whole of another zone', '$ORIGIN db.\n$TTL 60\n@ NS ns.x.\nw A 192.0.2.1\n', '', /line 3, 4 /],
    ['one of two TTLs of an RRset', 'w 60 A 192.0.2.1\nw 600 A 192.0.2.2\n', '', /line 2 /],
    ['the same with --check', 'w 60 A 192.0.2.1\nw 600 A 192.0.2.2\n', ' --check', /line 2 /],
  ])('refuses a file that would lose %s, and names the lines', async (_, text, flags, told) => {
    write('a.zone', text);
    const result = await home.run(`fmt a.zone --zone example.org${flags}`);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toMatch(/\[INVALID_ZONE_FILE\]/);
    expect(result.stderr).toMatch(told);
    expect(read('a.zone')).toBe(text);
  });

  it('writes none of several files where one is refused', async () => {
    write('a.example.zone', 'w   60 A 192.0.2.1\n');
    write('b.example.zone', 'w.example.net. 60 A 192.0.2.1\n');
    expect(await home.run('fmt a.example.zone b.example.zone')).toMatchObject({ exitCode: 2 });
    expect(read('a.example.zone')).toBe('w   60 A 192.0.2.1\n');
  });

  it.each([
    ['db.zone', '$TTL 60\n@ NS ns.x.\nw A 192.0.2.1\n'],
    ['fq.zone', 'w.example.net. 60 IN A 192.0.2.1\n'],
    ['zones.txt', 'w 60 A 192.0.2.1\n'],
  ])('asks for the zone of %s, whose name is that of none', async (name, text) => {
    write(name, text);
    for (const command of ['fmt', 'validate']) {
      const result = await home.run(`${command} ${name}`);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('--zone ZONE');
    }
    expect(read(name)).toBe(text);
  });

  it.each<[what: string, name: string, text: string, project: string]>([
    ['its name', 'example.org.zone', 'w 60 A 192.0.2.1\n', ''],
    ['its name as BIND has it', 'db.example.org', 'w 60 A 192.0.2.1\n', ''],
    ['its $ORIGIN beyond ASCII', 'my.data', '$ORIGIN Bücher.example.\nw 60 A 192.0.2.1\n', ''],
    ['its $ORIGIN', 'my.data', '; a comment\n\n$TTL 60\n$ORIGIN example.org.\nw A 192.0.2.1\n', ''],
    [
      'the project',
      'my.data',
      '$ORIGIN sub.example.org.\nw 60 A 192.0.2.1\n',
      'zones:\n  example.org:\n    file: my.data\n',
    ],
  ])('takes the zone from %s', async (_, name, text, project) => {
    write(name, text);
    if (project !== '') write('regctl.yaml', project);
    expect(await home.run(`fmt ${name}`)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(read(name)).toMatch(
      /^\$ORIGIN (?:example\.org|xn--bcher-kva\.example)\.\n\$TTL 60\nw(?:\.sub)? IN A {5}192\.0\.2\.1\n$/,
    );
  });

  it('lays out what no record is lost of, and then has nothing to do', async () => {
    write('example.org.zone', '@ SOA ns.x. h.x. 1 2 3 4 300\n@ NS ns.x.\nB A 192.0.2.2\na 60 A 192.0.2.1\n');
    expect(await home.run('fmt example.org.zone')).toMatchObject({ exitCode: 0 });
    expect(read('example.org.zone')).toMatch(/SOA.*\n.*NS.*\na 60.*\nb IN A.*\n$/);
    expect(await home.run('fmt --check example.org.zone')).toMatchObject({ exitCode: 0 });
  });

  it('writes to no file outside the project', async () => {
    writeFileSync(join(home.folder, 'outside.zone'), 'w   60 A 192.0.2.1\n');
    symlinkSync('../outside.zone', join(home.project, 'a.zone'));
    write('regctl.yaml', 'zones:\n  example.org:\n    file: a.zone\n');
    expect(await home.run('fmt')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[INVALID_CONFIG]') as unknown,
    });
    expect(readFileSync(join(home.folder, 'outside.zone'), 'utf8')).toBe('w   60 A 192.0.2.1\n');
  });
});

describe("fmt of octoDNS's YAML", () => {
  const TEXT = `# what this file is

---
# the web
www:
  type: A
  octodns: {cloudflare: {proxied: true}}
  lenient: true
  values: [192.0.2.1, 192.0.2.2] # two
h10: {value: 192.0.2.3, type: A, ttl: 0300}
h9:
  type: A
  value: 192.0.2.4
  dynamic:
    rules: [{pool: a}]
    pools: {a: {values: [{value: 192.0.2.5}]}}
'':
# mail
- type: MX
  values:
  - preference: 10
    exchange: mail.example.org.
go:
  type: URLFWD
  value: {code: 301, path: /, target: https://www.example.org/}
$extra: kept
# the end
`;
  const KEPT = `# what this file is
---
"":
  # mail
  - type: MX
    values:
      - exchange: mail.example.org.
        preference: 10
$extra: kept
go:
  type: URLFWD
  value: { code: 301, path: /, target: https://www.example.org/ }
h9:
  dynamic:
    pools: { a: { values: [ { value: 192.0.2.5 } ] } }
    rules: [ { pool: a } ]
  type: A
  value: 192.0.2.4
h10: { ttl: 0300, type: A, value: 192.0.2.3 }
# the web
www:
  lenient: true
  octodns: { cloudflare: { proxied: true } }
  type: A
  values: [ 192.0.2.1, 192.0.2.2 ] # two

# the end
`.replace('""', "''");

  it('keeps comments, options, unknown types and the spelling of values', async () => {
    write('example.org.yaml', TEXT);
    expect(await home.run('fmt example.org.yaml --json')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(read('example.org.yaml')).toBe(KEPT);
    expect(await home.run('fmt --check example.org.yaml')).toMatchObject({ exitCode: 0 });
  });

  it('lays out each file of a folder', async () => {
    write('example.org./www.yaml', 'www:\n  value: 192.0.2.1\n  type: A\n');
    write('example.org./$example.org.yaml', '---\n"":\n  type: A\n  value: 192.0.2.1\n');
    const check = await home.run('fmt --check example.org.');
    expect(check).toMatchObject({ exitCode: 3, stderr: '' });
    expect(check.stdout).toBe('example.org./$example.org.yaml\tno\nexample.org./www.yaml\tyes\n');
    expect(await home.run('fmt example.org.')).toMatchObject({ exitCode: 0 });
    expect(read('example.org./www.yaml')).toBe('---\nwww:\n  type: A\n  value: 192.0.2.1\n');
  });

  it.each<[what: string, text: string | Uint8Array]>([
    ['an alias that would stand before its anchor', 'b: &x {type: A, value: 192.0.2.1}\na: *x\n'],
    ['a record without a value', 'b: {type: A}\n'],
    ['octets that are no UTF-8', Buffer.from("b: {type: TXT, value: 'ä'}\n", 'latin1')],
  ])('leaves a file with %s as it is', async (_, text) => {
    write('example.org.yaml', text);
    const result = await home.run('fmt example.org.yaml');
    expect(result.exitCode, result.stderr).not.toBe(0);
    expect(result.stderr).toMatch(/\[(?:INVALID_ZONE_FILE|FILE_FAILED)\]/);
    expect(readFileSync(join(home.project, 'example.org.yaml'))).toEqual(Buffer.from(text));
  });
});

describe('files of a zone', () => {
  beforeEach(async () => {
    await home.run('accounts add zonefile --name local --endpoint served');
    await home.run('zones create example.org --nameserver ns1.example.net');
  });

  it.each(['x.db', 'db.local', 'x.yml', 'X.YAML', 'x.json'])(
    'are read by the end of their name: %s',
    async (name) => {
      write(
        name,
        name.endsWith('json')
          ? '{"rrsets":[{"name":"w","type":"A","ttl":60,"rdata":["192.0.2.1"]}]}'
          : /ya?ml$/i.test(name)
            ? 'w: {type: A, ttl: 60, value: 192.0.2.1}\n'
            : 'w 60 A 192.0.2.1\n',
      );
      expect(await home.run(`validate ${name} --zone example.org`)).toMatchObject({ exitCode: 0 });
      expect(await home.run(`dns import example.org ${name} --yes`)).toMatchObject({ exitCode: 0 });
      expect((await home.run('dns list example.org --type A -o tsv')).stdout).toBe('w\t60\tA\t192.0.2.1\n');
      write('regctl.yaml', `zones:\n  example.org:\n    file: ${name}\n`);
      expect((await home.run('plan')).stdout).toContain('nothing to do');
    },
  );

  it('come back from JSON as they were exported', async () => {
    await home.run('dns set example.org a.example.org.example.org. TXT x');
    write('x.json', (await home.run('zones export example.org --json')).stdout);
    expect(await home.run('fmt x.json')).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(read('x.json'))).toEqual(
      JSON.parse((await home.run('zones export example.org --json')).stdout),
    );
    expect((await home.run('zones diff example.org x.json')).stdout).toBe('');
    expect(await home.run('zones diff example.org x.json --json')).toMatchObject({ exitCode: 0 });
    write('y.json', read('x.json').replace('"example.org"', '"example.net"'));
    expect((await home.run('zones diff example.org y.json')).stderr).toContain('[INVALID_ZONE_FILE]');
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{"zone":"example.org"}'],
    ['bad data', '{"rrsets":[{"name":"w","type":"A","ttl":60,"rdata":["192.0.2"]}]}'],
    [
      'an RRset twice',
      '{"rrsets":[{"name":"w","type":"A","ttl":60,"rdata":["192.0.2.1"]},{"name":"W","type":"a","ttl":60,"rdata":["192.0.2.2"]}]}',
    ],
  ])('of JSON are refused with %s', async (_, text) => {
    write('x.json', text);
    expect(await home.run('validate x.json --zone example.org')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('[INVALID_ZONE_FILE]') as unknown,
    });
  });
});
