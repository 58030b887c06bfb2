import { expect, it } from 'vitest';
import type { OpenProvider } from '../../ports/dns-provider.ts';
import { createGate, type GateDeps } from './gate.ts';
import { guardProvider } from './guarded-provider.ts';

/** Members that anybody may call, by part. All others are refused for a zone that is not the caller's. */
const OPEN: { readonly [part: string]: readonly string[] } = {
  dns: ['checkChanges', 'writeShare', 'listZones', 'hasZone'],
  registrar: ['list', 'search', 'check', 'prices', 'follow'],
  hostnames: ['zones', 'hasZone'],
};

const DNS =
  'listZones hasZone readZone write checkChanges writeShare createZone deleteZone nameservers dnssec metadata';
const REGISTRAR =
  'list get search check prices quote buy findPurchase follow transferStatus approveTransfer cancelTransfer authCode setLock setAutoRenew setPrivacy contacts setContacts verifyContacts setNameservers defaultNameservers ds setDs glue setGlue';
const HOSTNAMES =
  'zones hasZone list get create refresh delete fallbackOrigin setFallbackOrigin delegation quota';

const taken = new Set<string>();
const deps: GateDeps = {
  clock: { now: () => new Date(0), sleep: () => Promise.resolve() },
  defaultLimits: { requestsPerMinute: 100, domains: 1, members: null, webhooks: 1 },
  limits: {
    get: () => Promise.resolve(undefined),
    set: () => Promise.resolve(),
    takeDomain: (_, name, most) => {
      if (taken.has(name)) return Promise.resolve('had');
      if (most !== null && taken.size >= most) return Promise.resolve('full');
      taken.add(name);
      return Promise.resolve('taken');
    },
    releaseDomain: (_, name) => Promise.resolve(taken.delete(name)),
    domains: () => Promise.resolve([...taken]),
    used: () => Promise.resolve({ domains: taken.size, members: 1, webhooks: 0 }),
  },
};

function recording(calls: string[], part: string, members: string): object {
  return Object.fromEntries(
    members.split(' ').map((member) => [
      member,
      (...args: readonly unknown[]) => {
        calls.push(`${part}.${member} ${JSON.stringify(args[0])}`);
        if (member === 'zones') return Promise.resolve(['mine.example', 'theirs.example']);
        return Promise.resolve(
          member === 'hasZone' ? true : [{ name: 'mine.example' }, { name: 'theirs.example' }],
        );
      },
    ]),
  );
}

function provider(calls: string[]): OpenProvider {
  return {
    dns: recording(calls, 'dns', DNS),
    registrar: recording(calls, 'registrar', REGISTRAR),
    hostnames: recording(calls, 'hostnames', HOSTNAMES),
    test: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  } as unknown as OpenProvider;
}

type Parts = {
  readonly [part: string]: { readonly [member: string]: (...args: unknown[]) => Promise<unknown> };
};

it.each(['read', 'write'] as const)('a caller bound to %s one zone reaches no other', async (may) => {
  const calls: string[] = [];
  const within = [[{ account: 'main', zone: 'mine.example', may }]];
  const gate = createGate(
    { ...deps, defaultLimits: { ...deps.defaultLimits, domains: null } },
    { organization: 'org', within },
  );
  const parts = guardProvider(provider(calls), 'main', gate) as unknown as Parts;
  for (const [part, members] of Object.entries({ dns: DNS, registrar: REGISTRAR, hostnames: HOSTNAMES })) {
    for (const member of members.split(' ')) {
      const call = parts[part]?.[member];
      if (call === undefined) throw new Error(`${part}.${member} is lost behind the gate`);
      const about = (zone: string): unknown =>
        member === 'buy'
          ? { quote: { name: zone } }
          : ['quote', 'findPurchase'].includes(member)
            ? { name: zone }
            : zone;
      if (OPEN[part]?.includes(member) === true) {
        const answer = await call(about('theirs.example'));
        if (member === 'hasZone') expect(answer).toBe(false);
        if (member === 'zones') expect(answer).toEqual(['mine.example']);
        if (/^(list|listZones)$/.test(member)) expect(answer).toEqual([{ name: 'mine.example' }]);
        continue;
      }
      const before = calls.length;
      await expect(call(about('theirs.example')), `${part}.${member}`).rejects.toMatchObject({
        code: 'PERMISSION_MISSING',
      });
      expect(calls).toHaveLength(before);
      const outcome = await call(about('mine.example')).then(
        () => 'let in',
        () => 'refused',
      );
      const reads =
        /^(get|list|readZone|nameservers|dnssec|metadata|quote|findPurchase|transferStatus|contacts|defaultNameservers|ds|glue|fallbackOrigin|delegation|quota)$/;
      expect(outcome, `${part}.${member} of an own zone`).toBe(
        may === 'write' || reads.test(member) ? 'let in' : 'refused',
      );
    }
  }
});

it('another account of the same name of zone is not the one that the caller is bound to', async () => {
  const within = [[{ account: 'main', zone: '*', may: 'write' as const }]];
  const gate = createGate(deps, { organization: 'org', within });
  const { dns } = guardProvider(provider([]), 'other', gate);
  await expect(dns?.readZone('mine.example')).rejects.toMatchObject({ code: 'PERMISSION_MISSING' });
});

it('a name takes a place with its first change, and gives it back when that fails or the zone goes', async () => {
  taken.clear();
  const gate = createGate(deps, { organization: 'org', within: [] });
  const failing = {
    ...provider([]),
    dns: { createZone: () => Promise.reject(new Error('no')), deleteZone: () => Promise.resolve() },
  } as unknown as OpenProvider;
  const { dns } = guardProvider(failing, 'main', gate);
  await expect(dns?.createZone?.('a.example', { nameservers: [] })).rejects.toThrow('no');
  expect(taken.size).toBe(0);
  await gate.write({ account: 'main', zone: 'a.example' }, () => Promise.resolve());
  await expect(
    gate.write({ account: 'main', zone: 'b.example' }, () => Promise.resolve()),
  ).rejects.toMatchObject({
    code: 'LIMIT_REACHED',
  });
  await dns?.deleteZone?.('a.example');
  await gate.write({ account: 'main', zone: 'b.example' }, () => Promise.resolve());
  expect([...taken]).toEqual(['b.example']);
});
