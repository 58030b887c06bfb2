import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlPlane } from '../../src/control-plane/index.ts';
import type { Certificate, RenewResult } from '../../src/control-plane/certs.ts';
import { RegctlError } from '../../src/core/errors.ts';
import { createCliHome, type CliHome, type CliResult } from '../support/run-cli.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const DAY_MS = 86_400_000;
const inDays = (days: number): string => new Date(NOW.getTime() + days * DAY_MS).toISOString();

/** A certificate that ends, and is due, in so many days. */
function certificate(name: string, ends: number, due: number, revokedAt: string | null = null): Certificate {
  return {
    id: `cert_${name}`,
    name,
    wish: { identifiers: [{ type: 'dns', value: name }], cas: ['test'], keyType: 'ec256', profile: null },
    issued: {
      notAfter: inDays(ends),
      ca: 'test',
      revokedAt,
      issuer: 'Test',
      serial: '01',
      fingerprint: 'ab',
    },
    window: null,
    windowCheckAt: null,
    nextCheckAt: inDays(due),
    failure: null,
    createdAt: inDays(-50),
    updatedAt: inDays(-50),
  } as unknown as Certificate;
}

const CERTIFICATES = [
  certificate('due.example.org', 20, -1),
  certificate('far.example.org', 80, 50),
  certificate('late.example.org', 30, 5),
  certificate('revoked.example.org', 10, 5, inDays(-1)),
  certificate('stubborn.example.org', 25, -1),
];

let home: CliHome;
let renewed: (string | undefined)[];
beforeEach(() => {
  home = createCliHome();
  renewed = [];
});
afterEach(() => home.dispose());

/** Runs it against certificates of which the due ones are renewed, but for one that fails. */
function run(argv: string): Promise<CliResult> {
  const resultOf = (one: Certificate, force: boolean): RenewResult => {
    const isDue = force || Date.parse(one.nextCheckAt ?? '') <= NOW.getTime();
    if (!isDue) return { certificate: one, outcome: 'not-due', reason: null, error: null };
    if (!one.name.startsWith('stubborn'))
      return { certificate: one, outcome: 'renewed', reason: 'forced', error: null };
    return { certificate: one, outcome: 'failed', reason: null, error: new RegctlError('CA_REFUSED', 'no') };
  };
  const certs: Pick<ControlPlane['certs'], 'get' | 'list' | 'renew'> = {
    get: (name) => Promise.resolve(CERTIFICATES.find((one) => one.name === name) ?? certificate(name, 1, 1)),
    list: ({ after = '', limit }) =>
      Promise.resolve(CERTIFICATES.filter(({ name }) => name > after).slice(0, limit)),
    renew: ({ name, force = false }) => {
      renewed.push(name);
      return Promise.resolve(
        CERTIFICATES.filter((one) => name === undefined || one.name === name).map((one) =>
          resultOf(one, force),
        ),
      );
    },
  };
  return home.run(argv, { now: NOW, controlPlane: { certs } as unknown as ControlPlane });
}

const outcomes = ({ stdout }: CliResult): unknown =>
  (JSON.parse(stdout) as readonly { readonly name: string; readonly outcome: string }[]).map(
    ({ name, outcome }) => `${name} ${outcome}`,
  );

describe('certs renew --days', () => {
  it('renews what is due, then what ends within them, each once', async () => {
    const result = await run('certs renew --days 30 --json');
    expect(result.exitCode).toBe(9);
    expect(outcomes(result)).toEqual([
      'due.example.org renewed',
      'late.example.org renewed',
      'stubborn.example.org failed',
    ]);
    expect(renewed).toEqual([undefined, 'late.example.org']);
  });

  it('is about one certificate where one is named', async () => {
    expect(outcomes(await run('certs renew far.example.org --days 30 --json'))).toEqual([
      'far.example.org not-due',
    ]);
    expect(outcomes(await run('certs renew far.example.org --days 80 --json'))).toEqual([
      'far.example.org renewed',
    ]);
  });
});

describe('certs renew --dry-run', () => {
  it.each([
    ['', ['due.example.org planned', 'stubborn.example.org planned']],
    ['--days 30', ['due.example.org planned', 'late.example.org planned', 'stubborn.example.org planned']],
    ['far.example.org', []],
    ['far.example.org --force', ['far.example.org planned']],
  ])('shows what `certs renew %s` would renew, and renews nothing', async (words, expected) => {
    const result = await run(
      ['certs renew', words, '--dry-run --json'].filter((word) => word !== '').join(' '),
    );
    expect(result.exitCode, result.stderr).toBe(0);
    expect(outcomes(result)).toEqual(expected);
    expect(renewed).toEqual([]);
  });
});
