import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startFiveRegistrars, type FiveRegistrars } from '../support/five-registrars.ts';
import { createCliHome, type CliHome } from '../support/run-cli.ts';

/**
 * What people and programs see, to the byte, over five companies of which one sells in yen, one fails and one shuts its gate. `REGCTL_UPDATE_GOLDEN=1` writes
 * the files anew: look at the difference before it is kept.
 */
const FOLDER = fileURLToPath(new URL('../golden/', import.meta.url));
const UPDATE = process.env['REGCTL_UPDATE_GOLDEN'] === '1';
const NOW = new Date('2026-11-21T09:00:00Z');

/** VALUE-DOMAIN names no prices in its API. */
const PRICES = `- { account: value-domain, tld: com, currency: JPY, registration: 1790, renewal: 1790, transfer: 1790, asOf: 2026-11-01 }
- { account: value-domain, tld: jp, currency: JPY, registration: 2035, renewal: 3124, asOf: 2026-11-01 }
`;

let registrars: FiveRegistrars;
let home: CliHome;
beforeAll(async () => {
  registrars = await startFiveRegistrars(NOW);
  mkdirSync(FOLDER, { recursive: true });
});
/** A home in which nothing is known yet. */
async function furnish(): Promise<void> {
  home = createCliHome();
  writeFileSync(join(home.project, 'prices.yaml'), PRICES);
  await registrars.connect(home);
}
afterEach(() => {
  home.dispose();
});
afterAll(() => registrars.stop());

const FORMS: readonly (readonly [form: string, tty: boolean, flags: string])[] = [
  ['terminal', true, ''],
  ['piped', false, ''],
  ['json', true, ' --json'],
];

/** Compares what a command shows in each form with its files. */
async function checkGolden(file: string, command: string): Promise<void> {
  for (const [form, tty, flags] of FORMS) {
    const argv = `${command}${flags}`;
    const { exitCode, stdout, stderr } = await home.run(argv, {
      tty,
      now: NOW,
      environment: { ...registrars.environment, NO_COLOR: '1' },
    });
    // How long to wait is jittered.
    const told = stderr.replaceAll(/try again in \d+ s/g, 'try again in N s');
    const seen = `$ regctl ${argv}\n${stdout}--- stderr\n${told}--- exit code ${String(exitCode)}\n`;
    const path = join(FOLDER, `${file}.${form}.txt`);
    if (UPDATE) writeFileSync(path, seen);
    expect(seen).toBe(readFileSync(path, 'utf8'));
  }
}

describe('five registrars', () => {
  beforeEach(furnish);

  it.each(['cloudflare', 'godaddy', 'porkbun', 'route53', 'value-domain'])('what %s can', (account) =>
    checkGolden(`capabilities-${account}`, `accounts capabilities ${account}`),
  );

  it.each([
    ['price-open', 'domains price acme.com --years 2'],
    ['price-taken', 'domains price taken.com --years 2'],
    ['expiring-open', 'domains expiring --within 2w'],
  ])('%s: %s', checkGolden);
});

describe('five registrars, one of which fails and one shuts its gate', () => {
  beforeEach(async () => {
    await furnish();
    registrars.spoil();
  });
  afterEach(() => registrars.heal());

  it.each([
    ['price', 'domains price acme --tld com,jp,dev --prices prices.yaml'],
    ['price-in-yen', 'domains price acme.com --prices prices.yaml --years 3 --currency JPY --rate USD=155.2'],
    ['expiring', 'domains expiring'],
    ['expiring-none', 'domains expiring --within 2w'],
  ])('%s: %s', checkGolden);
});
