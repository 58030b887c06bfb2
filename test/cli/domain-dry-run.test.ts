import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFiveRegistrars, type FiveRegistrars } from '../support/five-registrars.ts';
import type { FakeRequest } from '../support/providers/fake-server.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

const NOW = new Date('2026-11-21T09:00:00Z');

let registrars: FiveRegistrars;
let home: CliHome;
const run = (argv: string): Promise<CliResult> =>
  home.run(argv, { now: NOW, environment: { ...registrars.environment, NO_COLOR: '1' } });
beforeAll(async () => {
  registrars = await startFiveRegistrars(NOW);
  home = createCliHome();
  await registrars.connect(home);
  writeFileSync(
    join(home.project, 'contacts.yaml'),
    'firstName: Ada\nlastName: Lovelace\nemail: ada@example.net\nphone: +81.312345678\nstreet: [1-2-3 Example]\ncity: Shibuya-ku\nstate: Tokyo\npostalCode: 150-0001\ncountry: JP\n',
  );
});
afterAll(async () => {
  home.dispose();
  await registrars.stop();
});

/** What the APIs call their reads: GET at two of them, words of the path at Porkbun. */
const READS: { readonly [provider: string]: (request: FakeRequest) => boolean } = {
  godaddy: ({ method }) => method === 'GET',
  porkbun: ({ path }) => !/create|update|edit|delete/i.test(path),
  'value-domain': ({ method }) => method === 'GET',
};

/** Runs a dry run and gives its row, once it is sure that the registrar was asked, and asked to change nothing. */
async function dryRow(argv: string, provider = 'godaddy'): Promise<unknown> {
  const before = registrars.requests(provider).length;
  const { exitCode, stdout, stderr } = await run(`${argv} --dry-run --account ${provider} --json`);
  expect(exitCode, stderr).toBe(0);
  const asked = registrars.requests(provider).slice(before);
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((request) => READS[provider]?.(request) !== true)).toEqual([]);
  return (JSON.parse(stdout) as readonly unknown[])[0];
}

describe('a dry run of a change at a registrar', () => {
  it.each([
    ['domains lock', 'domains unlock', 'lock', 'unlock'],
    ['domains autorenew on', 'domains autorenew off', 'autorenew', 'autorenew-off'],
  ])('shows which way %s would turn the switch, and turns nothing', async (on, off, turnOn, turnOff) => {
    await run(`${off} example.com --account godaddy`);
    const planned = { name: 'example.com', account: 'godaddy', operation: null, error: null };
    expect(await dryRow(`${on} example.com`)).toEqual({
      ...planned,
      action: turnOn,
      state: 'planned',
      detail: 'off → on',
    });
    expect(await dryRow(`${off} example.com`)).toEqual({
      ...planned,
      action: turnOff,
      state: 'unchanged',
      detail: 'off already',
    });
    await run(`${on} example.com --account godaddy`);
    expect(await dryRow(`${off} example.com`)).toMatchObject({ state: 'planned', detail: 'on → off' });
  });

  it.each([
    [
      'godaddy',
      'domains contacts set example.com --contacts contacts.yaml',
      /^changes (?:\w+ \([\w, ]+\)(?:, )?)+$/,
    ],
    ['godaddy', 'domains contacts verify example.com', /mail/],
    ['value-domain', 'domains transfer cancel example.com', /stopped/],
    ['porkbun', 'domains glue set example.com ns9.example.com 192.0.2.9', /^no addresses → 192\.0\.2\.9$/],
  ])('shows at %s what %s would do, asks nobody and does nothing', async (provider, argv, detail) => {
    expect(await dryRow(argv, provider)).toMatchObject({
      state: 'planned',
      detail: expect.stringMatching(detail),
    });
  });

  it('shows the DS that would go', async () => {
    expect(await dryRow('domains dnssec disable example.com', 'porkbun')).toMatchObject({
      action: 'dnssec-set',
      detail: expect.stringMatching(/→ no DS$|no DS already/),
    });
  });

  it('names fields of contacts, and nothing that stands in them', async () => {
    await run('domains contacts set example.com --contacts contacts.yaml --yes --account godaddy');
    const argv = 'domains contacts set example.com --contacts contacts.yaml';
    expect(JSON.stringify(await dryRow(argv))).not.toMatch(/Lovelace|example\.net/);
  });

  it('refuses what the registrar has no API for, as the change would', async () => {
    const argv = 'domains transfer approve example.com --account porkbun';
    const [change, preview] = [await run(argv), await run(`${argv} --dry-run`)];
    expect(change.exitCode).toBe(6);
    expect(preview).toEqual(change);
    expect(await run('domains lock not-ours.com --dry-run --account godaddy')).toMatchObject({ exitCode: 5 });
  });

  it('says of several how each stands', async () => {
    await run('domains lock example.com --account godaddy');
    const { exitCode, stdout } = await run(
      'domains unlock example.com not-ours.com -n --account godaddy --json',
    );
    expect(exitCode).toBe(9);
    expect(JSON.parse(stdout)).toMatchObject([{ state: 'planned' }, { state: 'failed' }]);
  });
});
