import { describe, expect, it } from 'vitest';
import { createMemoryProvider, type MemoryProvider } from '../../../test/support/memory-provider.ts';
import { createMemoryDeps } from '../../../test/support/memory-stores.ts';
import { RegctlError, type ErrorCode } from '../../core/errors.ts';
import type { ZoneDeps } from './deps.ts';
import { findZone, findZoneToRead } from './find-zone.ts';

const serving = (...zones: string[]): MemoryProvider =>
  createMemoryProvider(Object.fromEntries(zones.map((zone) => [zone, []])));

/** A provider that fails when it is asked for its zones. */
const failing = (code: ErrorCode, ...zones: string[]): MemoryProvider => ({
  ...serving(...zones),
  listZones: () => Promise.reject(new RegctlError(code, 'no answer', { reason: 'connection refused' })),
});

const withoutDns = (deps: ZoneDeps, name: string): ZoneDeps => ({
  ...deps,
  dnsOf: (account) =>
    account.name === name
      ? Promise.reject(new RegctlError('CAPABILITY_MISSING', `${name} serves no zones`))
      : deps.dnsOf(account),
});

const zone = 'example.org';

describe('finding a zone while an account cannot be asked', () => {
  const deps = createMemoryDeps({ here: serving(zone), gone: failing('NETWORK', 'other.test') });

  it('goes on to read, with a warning that names the account', async () => {
    const warnings: string[] = [];
    const found = await findZoneToRead(deps, { zone }, { onEvent: ({ message }) => warnings.push(message) });
    expect(found.account.name).toBe('here');
    expect(warnings).toEqual([expect.stringMatching(/account gone cannot be asked.*no answer/)]);
  });

  it('refuses to write with the failure, and the flag that decides', async () => {
    await expect(findZone(deps, { zone })).rejects.toMatchObject({
      code: 'NETWORK',
      exitCode: 10,
      message: expect.stringContaining('gone') as unknown,
      reason: expect.stringContaining('connection refused') as unknown,
      hint: expect.stringContaining('--account here') as unknown,
    });
    expect((await findZone(deps, { zone, account: 'here' })).account.name).toBe('here');
  });

  it.each([findZone, findZoneToRead])(
    'does not say that a zone nobody lists is not there (%o)',
    async (find) => {
      await expect(find(deps, { zone: 'other.test' })).rejects.toMatchObject({
        code: 'NETWORK',
        message: expect.stringMatching(
          /other\.test is not on here, and account gone cannot be asked/,
        ) as unknown,
        hint: 'regctl accounts test gone',
      });
    },
  );

  it('puts a failure that passes before one that does not', async () => {
    const three = createMemoryDeps({
      here: serving(zone),
      locked: failing('CREDENTIAL_REJECTED'),
      gone: failing('NETWORK'),
    });
    await expect(findZone(three, { zone: 'other.test' })).rejects.toMatchObject({ exitCode: 10 });
  });

  it('still knows two that serve it', async () => {
    const three = createMemoryDeps({ a: serving(zone), b: serving(zone), gone: failing('NETWORK') });
    await expect(findZoneToRead(three, { zone })).rejects.toMatchObject({ code: 'AMBIGUOUS' });
  });
});

describe('finding a zone beside an account without a DNS service', () => {
  const deps = withoutDns(createMemoryDeps({ here: serving(zone), names: serving() }), 'names');

  it('takes its silence for an answer', async () => {
    const warnings: string[] = [];
    const call = { onEvent: ({ message }: { message: string }) => warnings.push(message) };
    expect((await findZone(deps, { zone })).account.name).toBe('here');
    await findZoneToRead(deps, { zone }, call);
    expect(warnings).toEqual([]);
    await expect(findZone(deps, { zone: 'other.test' })).rejects.toMatchObject({ code: 'ZONE_NOT_FOUND' });
  });
});

it('asks for one zone by its name where it can, and lists nothing', async () => {
  const large: MemoryProvider = {
    ...serving(zone),
    hasZone: (name) => Promise.resolve(name === zone),
    listZones: () => Promise.reject(new Error('it listed all')),
  };
  const deps = createMemoryDeps({ large, small: serving('other.test') });
  expect((await findZone(deps, { zone })).account.name).toBe('large');
  expect((await findZone(deps, { zone: 'other.test' })).account.name).toBe('small');
});
