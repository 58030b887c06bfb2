import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rrsets } from '../../../test/support/arbitrary-rrsets.ts';
import { RegctlError, type ErrorCode } from '../../core/errors.ts';
import type { RRsetEdit } from '../../core/plan/target.ts';
import { normalizeRRset, type RRset } from '../../core/rrset.ts';
import { applyPlan } from './apply.ts';
import { createPlan } from './plan.ts';
import { claimOwner, protectZone } from './rules.ts';
import { refused } from '../../../test/support/refused.ts';
import {
  ZONE,
  set,
  SOA,
  BASE,
  hash,
  contentOf,
  setUp,
  edit,
  replace,
} from '../../../test/support/small-zone.ts';

const codeOf = async (work: Promise<unknown>): Promise<ErrorCode> => (await refused(work)).code;

describe('an edit with extras', () => {
  it('is refused where the provider keeps no such thing, also where nothing else differs', async () => {
    const { deps } = setUp(BASE, { extras: ['proxied'] });
    const wish = (key: string): RRsetEdit => ({
      op: 'set',
      name: 'www',
      type: 'A',
      rdata: ['192.0.2.1'],
      extras: { [key]: true },
    });
    const error = await refused(edit(deps, wish('proxed')));
    expect([error.code, error.hint]).toEqual([
      'CAPABILITY_MISSING',
      'write `--extra KEY=VALUE` with one of proxied',
    ]);
    const update: RRsetEdit = { op: 'update', name: 'www', type: 'A', extras: { proxed: true } };
    expect(await codeOf(edit(deps, update))).toBe('CAPABILITY_MISSING');
    await edit(deps, wish('proxied'));
  });
});

describe('applying a plan', () => {
  it('brings any zone to any other, and finds nothing left to do', async () => {
    await fc.assert(
      fc.asyncProperty(
        rrsets,
        rrsets,
        fc.integer({ min: 1, max: 4 }),
        async (before, after, maxChangesPerWrite) => {
          const { provider, deps } = setUp(before.map(normalizeRRset), { maxChangesPerWrite });
          const wanted = after.map(normalizeRRset);
          await applyPlan(deps, { plan: await replace(deps, wanted), allowDeletes: 1000 });
          expect(hash(contentOf(provider))).toBe(hash(wanted));
          expect((await replace(deps, wanted)).changes).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leaves every RRset alone that the user did not name', async () => {
    const { provider, deps } = setUp();
    await applyPlan(deps, {
      plan: await edit(deps, { op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.2'] }),
    });
    const others = (list: readonly RRset[]): RRset[] =>
      list.filter((rrset) => rrset.name !== 'www' && rrset.type !== 'SOA');
    expect(others(contentOf(provider))).toEqual(others(BASE));
    expect(contentOf(provider)).toContainEqual(set('www', 'A', '192.0.2.2'));
  });

  it('keeps the state before and after, so that it can be undone', async () => {
    const { provider, deps } = setUp();
    const report = await applyPlan(deps, {
      plan: await edit(deps, { op: 'remove', name: 'old', type: 'A' }),
    });
    expect(deps.kept.map((entry) => [entry.snapshot.moment, hash(entry.rrsets)])).toEqual([
      ['before', hash(BASE)],
      ['after', hash(contentOf(provider))],
    ]);
    const undo = await createPlan(deps, {
      zone: ZONE,
      target: { kind: 'restore', snapshot: report.snapshotBefore ?? '' },
    });
    await applyPlan(deps, { plan: undo });
    expect(hash(contentOf(provider))).toBe(hash(BASE));
  });

  it('writes nothing for an empty plan', async () => {
    const { provider, deps } = setUp();
    const report = await applyPlan(deps, {
      plan: await edit(deps, { op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.1'] }),
    });
    expect(report).toMatchObject({ outcome: 'nothing', snapshotBefore: null });
    expect(provider.writes).toEqual([]);
    expect(deps.kept).toEqual([]);
  });

  it('is refused before it is begun where a change cannot be written at all', async () => {
    const { provider, deps } = setUp();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    const refuse = (): never => {
      throw new RegctlError('INVALID_RDATA', 'too long');
    };
    for (const part of ['checkChanges', 'writeShare'] as const) {
      const dns = { ...provider, [part]: refuse };
      expect(await codeOf(applyPlan({ ...deps, dnsOf: async () => dns }, { plan }))).toBe('INVALID_RDATA');
    }
    expect(deps.journal).toEqual([]);
    expect(deps.kept).toEqual([]);
  });

  it('raises the serial when the SOA record itself changes', async () => {
    const { provider, deps } = setUp();
    await applyPlan(deps, {
      plan: await edit(deps, {
        op: 'set',
        name: '@',
        type: 'SOA',
        rdata: ['ns1.example.org. admin.example.org. 1 7200 3600 1209600 300'],
      }),
    });
    expect(contentOf(provider)).toContainEqual({
      ...SOA,
      rdata: ['ns1.example.org. admin.example.org. 8 7200 3600 1209600 300'],
    });
  });

  it('does nothing when the same plan is applied twice', async () => {
    const { provider, deps } = setUp();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    await applyPlan(deps, { plan });
    expect(await applyPlan(deps, { plan })).toMatchObject({ outcome: 'nothing', resumed: 1 });
    expect(provider.writes).toHaveLength(1);
  });
});

describe('refusing', () => {
  it('a plan whose zone moved, wherever in it', async () => {
    const { provider, deps } = setUp();
    const plan = await edit(deps, { op: 'remove', name: 'old', type: 'A' });
    provider.editOutside(ZONE, [...BASE, set('new', 'TXT', '"x"')]);
    expect(await codeOf(applyPlan(deps, { plan }))).toBe('PLAN_STALE');
    expect(provider.writes).toEqual([]);
  });

  it('a plan that was edited by hand', async () => {
    const { deps } = setUp();
    const plan = await edit(deps, { op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.2'] });
    expect(await codeOf(applyPlan(deps, { plan: { ...plan, zone: 'example.net' } }))).toBe('INVALID_PLAN');
  });

  it('a plan whose configuration changed', async () => {
    const { deps } = setUp();
    const plan = await createPlan(deps, {
      zone: ZONE,
      target: { kind: 'edit', edits: [] },
      configHash: 'one',
    });
    expect(await codeOf(applyPlan(deps, { plan, configHash: 'two' }))).toBe('PLAN_STALE');
  });

  it('mass deletion, naming the number that allows it', async () => {
    const many = Array.from({ length: 40 }, (_, i) => set(`h${i}`, 'A', '192.0.2.1'));
    const { provider, deps } = setUp([...BASE, ...many]);
    const plan = await replace(deps, BASE);
    const error = await refused(applyPlan(deps, { plan }));
    expect(error).toMatchObject({
      code: 'UNSAFE_PLAN',
      hint: expect.stringContaining('--allow-deletes 40') as unknown,
    });
    expect(await codeOf(applyPlan(deps, { plan, allowDeletes: 39 }))).toBe('UNSAFE_PLAN');
    expect(provider.writes).toEqual([]);
    expect(await applyPlan(deps, { plan, allowDeletes: 40 })).toMatchObject({ outcome: 'applied' });
  });

  it('what a rule protects, whatever number is allowed, also when the rule is younger than the plan', async () => {
    const { provider, deps } = setUp();
    const plan = await edit(deps, { op: 'set', name: 'www', type: 'A', rdata: ['192.0.2.2'] });
    await protectZone(deps, { zone: ZONE }, { name: 'www', type: '*' });
    expect(await codeOf(applyPlan(deps, { plan, allowDeletes: 1000 }))).toBe('PROTECTED');
    expect(provider.writes).toEqual([]);
  });

  it("another writer's records, until they are claimed", async () => {
    const heritage =
      '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/default/web"';
    const { deps } = setUp([...BASE, set('a-app', 'TXT', heritage), set('app', 'A', '192.0.2.7')]);
    const wish: RRsetEdit = { op: 'set', name: 'app', type: 'A', rdata: ['192.0.2.8'] };
    expect(await codeOf(applyPlan(deps, { plan: await edit(deps, wish) }))).toBe('PROTECTED');
    await claimOwner(deps, { zone: ZONE }, { owner: 'external-dns:prod', claimed: true });
    expect(await applyPlan(deps, { plan: await edit(deps, wish) })).toMatchObject({ outcome: 'applied' });
  });

  it('to create what a rule sets aside for another writer', async () => {
    const { provider, deps } = setUp();
    await protectZone(deps, { zone: ZONE }, { name: 'mail', type: '*', kind: 'ignore' });
    const plan = await edit(deps, { op: 'set', name: 'mail', type: 'MX', rdata: ['5 mx.example.net.'] });
    expect(plan.guards).toMatchObject([{ guard: 'owned-by-other' }]);
    const error = await refused(applyPlan(deps, { plan }));
    expect(error).toMatchObject({
      code: 'PROTECTED',
      hint: expect.stringContaining('regctl zones unprotect example.org rule_') as unknown,
    });
    expect(provider.writes).toEqual([]);
  });

  it('types and TTLs that the provider does not take, all named, before any write', async () => {
    const { provider, deps } = setUp(BASE, { types: ['A', 'NS', 'SOA'], minTtl: 120 });
    const error = await refused(
      edit(
        deps,
        { op: 'set', name: 'x', type: 'TXT', rdata: ['"x"'] },
        { op: 'set', name: 'y', type: 'A', ttl: 60, rdata: ['192.0.2.1'] },
      ),
    );
    expect(error.code).toBe('RRTYPE_UNSUPPORTED');
    expect(error.details?.['faults']).toHaveLength(2);
    expect(provider.writes).toEqual([]);
  });

  it('a CNAME beside other data', async () => {
    const { deps } = setUp();
    expect(
      await codeOf(edit(deps, { op: 'set', name: 'www', type: 'CNAME', rdata: ['web.example.org.'] })),
    ).toBe('INVALID_ZONE');
  });
});

describe('files that speak for the whole zone', () => {
  it('do not create what a rule sets aside, and say so', async () => {
    const { deps } = setUp();
    await protectZone(deps, { zone: ZONE }, { name: 'mail', type: 'MX', kind: 'ignore' });
    const plan = await replace(deps, [...BASE, set('mail', 'MX', '5 mx.example.net.')]);
    expect(plan.changes).toEqual([]);
    expect(plan.leftAlone).toMatchObject([{ name: 'mail', type: 'MX' }]);
  });

  it("leave other writers' records and the delegation alone, and say so", async () => {
    const heritage = '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=x"';
    const { deps } = setUp([...BASE, set('a-app', 'TXT', heritage), set('app', 'A', '192.0.2.7')]);
    const plan = await replace(deps, [set('www', 'A', '192.0.2.1'), set('ns1', 'A', '192.0.2.53')]);
    expect(plan.changes.map((change) => `${change.action} ${change.name}`)).toEqual(['delete old']);
    expect(plan.leftAlone.map((left) => `${left.name} ${left.type}`).toSorted()).toEqual([
      '@ NS',
      '@ SOA',
      'a-app TXT',
      'app A',
    ]);
  });
});
