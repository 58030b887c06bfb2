import { expect, it } from 'vitest';
import { memoryAccount } from '../../../test/support/memory-stores.ts';
import { RegctlError } from '../../core/errors.ts';
import type { DomainDeps } from './deps.ts';
import { getDnssec, setDnssec } from './dnssec.ts';

const NAME = 'example.org';
const STALE = `1 13 2 ${'A'.repeat(64)}`;

/** A registrar with a stale DS, and name servers that give no answer, or one that says nothing of keys. */
function setUp(rcode: string | null, nameservers: readonly string[] = ['ns1.dead.example']) {
  const said = { asked: 0, ds: [] as (readonly string[])[] };
  const registrar = {
    capabilities: { actions: { 'dnssec-set': { support: 'api' } } },
    get: async () => ({ name: NAME, nameservers, ds: [STALE] }),
    setDs: async (_name: string, ds: readonly string[]) => {
      said.ds.push(ds);
      return { state: 'done', detail: null };
    },
  };
  const deps = {
    accounts: { list: async () => [memoryAccount('main')] },
    registrarOf: async () => registrar,
    zones: { accounts: { list: async () => [] } },
    lock: { withLock: async (_key: string, _options: unknown, work: () => unknown) => work() },
    resolver: {
      ask: async () => {
        said.asked += 1;
        if (rcode === null) throw new RegctlError('NETWORK', 'ns1.dead.example did not answer');
        return { rcode, records: [] };
      },
    },
  };
  return { said, deps: deps as unknown as DomainDeps };
}

it.each([null, 'REFUSED', 'SERVFAIL'])(
  'shows the DS where the servers say %s, and says what is not known',
  async (rcode) => {
    const { deps } = setUp(rcode);
    const shown = await getDnssec(deps, { name: NAME });
    expect(shown).toMatchObject({ ds: [STALE], dnskey: [], wanted: [], state: 'unknown' });
    expect(shown.problem).toContain('ns1.dead.example');
  },
);

it.each(['enable', 'sync'] as const)('%s leaves the DS alone where the keys are not known', async (wish) => {
  for (const rcode of [null, 'REFUSED']) {
    const { said, deps } = setUp(rcode);
    await expect(setDnssec(deps, { name: NAME }, wish)).rejects.toMatchObject({ code: 'NETWORK' });
    expect(said.ds).toEqual([]);
  }
});

it('disable takes a stale DS away and asks no name server', async () => {
  const { said, deps } = setUp(null);
  await setDnssec(deps, { name: NAME }, 'disable');
  expect(said).toEqual({ asked: 0, ds: [[]] });
});
