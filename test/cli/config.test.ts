import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeEach(() => {
  home = createCliHome();
});
afterEach(() => home.dispose());

const path = (): string => join(home.folder, 'config/regctl/config.yaml');

describe('config set', () => {
  it.each([
    ['resolver.roots', '127.0.0.1:5300,::1,[::1]:53'],
    ['resolver.hosts.ns1.example.org', '127.0.0.1:5300'],
  ])('takes %s %s', async (key, value) => {
    expect(await home.run(['config', 'set', key, value])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(path(), 'utf8')).toContain('127.0.0.1:5300');
  });

  it.each([
    ['resolver.roots', 'foo'],
    ['resolver.roots', '127.0.0.1,'],
    ['resolver.roots', '192.0.2.300'],
    ['resolver.hosts.ns1.example.org', '127.0.0.1:99999'],
    ['resolver.hosts.ns1.example.org', 'localhost'],
    ['resolver.hosts.ns1..example.org', '127.0.0.1'],
  ])('refuses %s %s and writes nothing', async (key, value) => {
    const result = await home.run(['config', 'set', key, value]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(`${key} cannot be "${value}"  [INVALID_CONFIG]`);
    expect(existsSync(path())).toBe(false);
  });
});

describe('a user file', () => {
  const write = (text: string): void => {
    mkdirSync(join(home.folder, 'config/regctl'), { recursive: true });
    writeFileSync(path(), text);
  };

  it('with an address that is none is refused by its name, and can be mended', async () => {
    write('resolver:\n  roots:\n    - 127.0.0.1:99999\n');
    const result = await home.run('config list');
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('config.yaml: resolver.roots is not right  [INVALID_CONFIG]');
    expect(await home.run('config set resolver.roots 127.0.0.1')).toMatchObject({ exitCode: 0 });
    expect(await home.run('config list')).toMatchObject({ exitCode: 0 });
  });

  it.each([
    ['no YAML', '{{{: bad', 'config.yaml is no YAML'],
    ['no map', '- a\n', 'config.yaml: the file is not right'],
  ])('that is %s is told as that by who would write it, and stays', async (_, text, message) => {
    write(text);
    for (const call of ['config set account prod', 'config unset account', 'alias set x dns']) {
      const result = await home.run(call);
      expect(result, call).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain(`${message}  [INVALID_CONFIG]`);
    }
    expect(readFileSync(path(), 'utf8')).toBe(text);
  });

  it.each(['config path', 'completion bash', 'help dns', 'schema --tree'])(
    'that is not right does not stop %s, which needs none',
    async (call) => {
      write('{{{: bad');
      const result = await home.run(call);
      expect(result).toMatchObject({ exitCode: 0 });
      expect(result.stdout).not.toBe('');
      expect(result.stderr).toMatch(/^! .*config\.yaml is no YAML: .*\n$/);
    },
  );
});
