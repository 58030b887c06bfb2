import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(async () => {
  home = createCliHome();
  mkdirSync(join(home.project, 'dns'));
  write('dns/example.org.zone', '$TTL 300\nwww A 192.0.2.1\n');
  write('dns/regctl.yaml', 'account: local\nzones:\n  example.org:\n    file: example.org.zone\n');
  for (const argv of [
    'accounts add zonefile --name local --endpoint zones',
    'zones create example.org --nameserver ns1.example.net',
  ])
    await home.run(argv);
});
afterEach(() => home.dispose());

const write = (name: string, text: string): void => writeFileSync(join(home.project, name), text);

describe('--annotate', () => {
  it('says what a plan changes at the file of the zone, as the repository names it', async () => {
    const { exitCode, stdout, stderr } = await home.run('plan --config dns/regctl.yaml --annotate', {
      environment: { GITHUB_WORKSPACE: home.folder },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('+ www A 192.0.2.1');
    expect(stdout).not.toContain('::');
    expect(stderr).toBe(
      '::notice file=project/dns/example.org.zone,title=regctl%3A plan::example.org on local: 1 to create, 0 to update, 0 to delete\n',
    );
  });

  it('warns of drift, and of what a guard will refuse', async () => {
    for (let i = 0; i < 12; i++) await home.run(`dns set example.org h${i} A 192.0.2.${i + 1}`);
    const { exitCode, stderr } = await home.run('drift --config dns/regctl.yaml --annotate');
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^::warning file=dns\/example\.org\.zone,title=regctl%3A plan::.* 12 to delete\n::warning file=dns\/example\.org\.zone,title=regctl%3A guard::/,
    );
  });

  it('shows a failure at its line and column, in the place of the three lines', async () => {
    write('dns/example.org.zone', '$TTL 300\nmail A 192.0.2.300\n');
    const { exitCode, stdout, stderr } = await home.run('validate --config dns/regctl.yaml --annotate');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(
      /^::error file=dns\/example\.org\.zone,line=2,col=8,title=regctl%3A INVALID_\w+::[^\n]+%0A[^\n]+%0A→ [^\n]+\n$/,
    );
  });

  it('leaves the JSON of a failure as it is, behind the annotation', async () => {
    const { stdout, stderr } = await home.run('dns list example.net --json --annotate');
    const lines = stderr.trimEnd().split('\n');
    expect(stdout).toBe('');
    expect(lines[0]).toMatch(/^::error title=regctl%3A ZONE_NOT_FOUND::zone example\.net /);
    expect(JSON.parse(lines.slice(1).join('\n'))).toMatchObject({ error: { code: 'ZONE_NOT_FOUND' } });
  });

  it('makes findings and warnings of a file annotations of it', async () => {
    write('dns/example.org.zone', '$TTL 300\nwww CNAME www\n@ A 192.0.2.1\nwww A 192.0.2.2\n');
    const { exitCode, stderr } = await home.run('validate --config dns/regctl.yaml --annotate');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('::error file=dns/example.org.zone,title=regctl%3A ');
    expect(stderr).not.toMatch(/^!/m);
  });

  it.each([
    [
      'names a file that is not canonical',
      'fmt --check --config dns/regctl.yaml',
      '::warning file=dns/example.org.zone,',
    ],
    [
      'tells of what was applied',
      'apply --yes --config dns/regctl.yaml',
      '::notice title=regctl%3A apply::example.org on local: 1 change made',
    ],
  ])('%s', async (_, argv, annotation) => {
    expect((await home.run(`${argv} --annotate`)).stderr).toContain(annotation);
  });

  it('lets no text of others end the line, where the next could be a command', async () => {
    const { stderr } = await home.run(['validate', 'a\n::stop-commands::x', '--annotate']);
    expect(stderr).toMatch(/^::error [^\n]+\n$/);
    expect((await home.run(['dns', 'list', 'a%0Ab', '--annotate'])).stderr).toContain('a%250ab');
  });

  it('is asked for by a variable too, and by nothing else', async () => {
    const argv = 'dns list example.net';
    const asked = await home.run(argv, { environment: { REGCTL_ANNOTATE: '1' } });
    expect(asked.stderr).toMatch(/^::error /);
    for (const environment of [{ GITHUB_ACTIONS: 'true' }, { REGCTL_ANNOTATE: '0' }])
      expect((await home.run(argv, { environment })).stderr).toMatch(/^✗ /);
  });

  it('keeps the log readable where there is much to say', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `n${i} CNAME n${i}\n`).join('');
    write('dns/example.org.zone', `$TTL 300\n${names}`);
    const { stderr } = await home.run('validate --config dns/regctl.yaml --annotate');
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toMatch(/^::notice::\d+ more are not annotated/);
  });
});
