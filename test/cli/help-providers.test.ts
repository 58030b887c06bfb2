import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providers } from '../../src/adapters/providers/registry.gen.ts';
import { COMMANDS } from '../../src/cli/commands/registry.gen.ts';
import { registrarAction, supportRows } from '../../src/cli/registrar-support.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

let home: CliHome;
beforeAll(() => {
  home = createCliHome();
});
afterAll(() => home.dispose());

const NAMES = COMMANDS.map(({ path }) => path.join(' '));
const descriptions = await Promise.all(providers.map(({ describe: read }) => read()));

describe('help on a command about registrations', () => {
  it.each(NAMES.filter((name) => name.startsWith('domains ')))('names who can do `%s`', (name) => {
    const action = registrarAction(name);
    expect(action).toBeDefined();
    if (action === undefined) return;
    const told = new Map(supportRows(name).map(([able, list]) => [able, list]));
    for (const { name: provider, registrar } of descriptions) {
      if (registrar === undefined) continue;
      const able = { full: 'yes', limited: 'with limits', none: 'no API' }[registrar.actions[action].support];
      expect(told.get(able)?.split(', ')).toContain(provider);
    }
  });

  it('shows it, by either way to ask', async () => {
    const { stdout } = await home.run('domains lock --help');
    expect(stdout).toMatch(/\nPROVIDERS\n {2}yes {5}godaddy, .*\n {2}no API {2}/);
    expect((await home.run('help domains lock')).stdout).toBe(stdout);
  });

  it('says nothing of registrars elsewhere', async () => {
    expect((await home.run('dns set --help')).stdout).not.toContain('PROVIDERS');
    expect(NAMES.filter((name) => !name.startsWith('domains ')).flatMap(supportRows)).toEqual([]);
  });
});
